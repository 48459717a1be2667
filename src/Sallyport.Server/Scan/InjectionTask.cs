using System.Text.Json;
using Sallyport.Detection.Injection;

namespace Sallyport.Server.Scan;

/// <summary>Writes how much a text looks like an attempt to take over the model. A <c>channel</c> of <c>tool</c> in the line marks text that no user typed.</summary>
internal sealed class InjectionTask : LineTask
{
    private InjectionVerdict _verdict;

    public override bool Run(string text, JsonElement line)
    {
        var origin = line.TryGetProperty("channel", out var channel) && channel.ValueKind == JsonValueKind.String && channel.ValueEquals("tool") ? TextOrigin.Tool : TextOrigin.User;
        _verdict = InjectionScorer.Shared.Score(text, origin);
        return _verdict.Score >= InjectionScorer.Suspicious;
    }

    public override bool Write(Utf8JsonWriter json)
    {
        json.WriteNumber("score", _verdict.Score);
        return true;
    }
}
