namespace Sallyport.Providers.Simulator;

/// <summary>Responses kept for later requests: the last 256, in memory.</summary>
internal sealed class SimulatedResponseStore
{
    private const int MaxKept = 256;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SimulatedResponse> _kept = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cancelled = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Add(SimulatedResponse response)
    {
        lock (_lock)
        {
            while (_order.Count >= MaxKept && _order.TryDequeue(out var oldest)) Forget(oldest);
            _kept[response.Id] = response;
            _order.Enqueue(response.Id);
        }
    }

    public bool Has(string id)
    {
        lock (_lock) return _kept.ContainsKey(id);
    }

    public SimulatedAnswer Get(string id)
    {
        lock (_lock)
        {
            if (!_kept.TryGetValue(id, out var response)) return Missing();
            var status = _cancelled.Contains(id) ? "cancelled" : "completed";
            return AnswerWriter.Json(json => response.Write(json, status));
        }
    }

    public SimulatedAnswer Delete(string id)
    {
        lock (_lock)
        {
            if (!Forget(id)) return Missing();
        }

        return AnswerWriter.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("object", "response");
            json.WriteBoolean("deleted", true);
            json.WriteEndObject();
        });
    }

    public SimulatedAnswer Cancel(string id)
    {
        lock (_lock)
        {
            if (!_kept.TryGetValue(id, out var response)) return Missing();
            if (!response.IsBackground) return SimulatedError.Invalid(DialectId.OpenAIResponses, "Only a background response can be cancelled.");
            _cancelled.Add(id);
            return AnswerWriter.Json(json => response.Write(json, "cancelled"));
        }
    }

    public SimulatedAnswer ListInputItems(string id)
    {
        lock (_lock) return _kept.TryGetValue(id, out var response) ? AnswerWriter.Json(response.WriteInputItems) : Missing();
    }

    private bool Forget(string id)
    {
        _cancelled.Remove(id);
        return _kept.Remove(id);
    }

    private static SimulatedAnswer Missing() => SimulatedError.Write(DialectId.OpenAIResponses, 404, "not_found", "The simulator does not keep a response with this id.");
}
