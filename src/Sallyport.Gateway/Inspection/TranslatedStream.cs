using System.Text.Json;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Providers.Json;
using Sallyport.Providers.Translation;

namespace Sallyport.Gateway.Inspection;

/// <summary>Turns a provider's inspected stream into one of the client's dialect.</summary>
internal sealed class TranslatedStream : RewrittenStream
{
    private readonly Exchange _exchange;
    private readonly DialectId _spoken;
    private readonly StreamSource _source;
    private readonly StreamSink _sink;
    private readonly List<AnswerEvent> _steps = [];

    public TranslatedStream(Exchange exchange, InspectedRequest request, DialectId spoken)
    {
        (_exchange, _spoken) = (exchange, spoken);
        var frame = TranslatedAnswer.FrameOf(exchange, request);
        IsArray = frame.IsArray;
        _source = Translations.Of(spoken)!.ReadStream();
        _sink = Translations.Of(exchange.Match.Dialect)!.WriteStream(frame);
    }

    public override bool IsArray { get; }

    public override Rejection? Finish(AnswerReader seen)
    {
        if (Forward() is { } early) return early;
        try
        {
            _source.Finish(_steps);
        }
        catch (UntranslatableException)
        {
            return Rejection.AnswerUntranslatable(_spoken);
        }

        Write(isWhole: true);
        return null;
    }

    protected override Rejection? Take(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var json = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = JsonScanner.MaxDepth });
            _source.Read(json.RootElement, _steps);
        }
        catch (Exception e) when (e is UntranslatableException or JsonException)
        {
            return Rejection.AnswerUntranslatable(_spoken);
        }

        Write(isWhole: false);
        return null;
    }

    // The mark of the end waits for the record, and so does what the dialect writes with it.
    private void Write(bool isWhole)
    {
        var written = 0;
        foreach (var step in _steps)
        {
            if (step is AnswerEnded && !isWhole) break;
            _sink.Write(step, _exchange.Output);
            written++;
        }

        _steps.RemoveRange(0, written);
    }
}
