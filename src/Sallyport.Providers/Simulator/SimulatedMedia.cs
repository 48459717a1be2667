using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Sallyport.Providers.Forms;

namespace Sallyport.Providers.Simulator;

/// <summary>Images of one grey pixel, a tenth of a second of silence, and transcripts that say what was asked for beside the sound.</summary>
internal static class SimulatedMedia
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg==";
    private const int SampleRate = 8_000, MaxImages = 10;

    public static SimulatedAnswer Images(string prompt, int count, DateTimeOffset now) => AnswerWriter.Json(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("created", now.ToUnixTimeSeconds());
        json.WriteStartArray("data");
        for (var i = 0; i < Math.Clamp(count, 1, MaxImages); i++)
        {
            json.WriteStartObject();
            json.WriteString("b64_json", Pixel);
            json.WriteString("revised_prompt", "[simulated] " + prompt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static SimulatedAnswer Speech(JsonElement root)
    {
        if (SimulatedPrompt.Text(root, "input") is not { Length: > 0 }) return SimulatedError.Invalid(DialectId.OpenAIAudio, "The input is empty.");
        var sound = Silence();
        return new SimulatedAnswer(200, "audio/wav", sound, [sound.Length]);
    }

    /// <summary>Answers a form: an edit or a variation of an image, or a transcript.</summary>
    public static SimulatedAnswer Form(string[] steps, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var parts = new List<FormPart>();
        var end = body.IndexOf("\r\n"u8);
        if (end < 3 || !FormParser.TryParse(body, Encoding.ASCII.GetString(body[2..end]), parts)) return SimulatedError.Invalid(DialectId.OpenAIAudio, "The body is not a form.");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts.Where(p => p.FileName is null)) fields[Text(body, part.Name)] = Text(body, part.Value);
        var prompt = fields.GetValueOrDefault("prompt", "");
        if (steps is ["images", ..]) return Images(prompt, fields.TryGetValue("n", out var n) && int.TryParse(n, out var count) ? count : 1, now);
        if (!parts.Exists(p => p.FileName is not null)) return SimulatedError.Invalid(DialectId.OpenAIAudio, "There is no file.");
        return Transcript(fields.GetValueOrDefault("response_format", "json"), "[simulated] " + (prompt.Length == 0 ? "(silence)" : prompt), fields.GetValueOrDefault("stream") == "true");
    }

    private static SimulatedAnswer Transcript(string format, string text, bool stream)
    {
        if (stream)
        {
            using var events = new AnswerWriter();
            foreach (var word in text.Split(' ').Index()) events.Event(null, json => Event(json, "transcript.text.delta", "delta", word.Index == 0 ? word.Item : " " + word.Item));
            events.Event(null, json => Event(json, "transcript.text.done", "text", text));
            return events.ToAnswer(200, "text/event-stream");
        }

        return format switch
        {
            "text" => Plain(text + "\n", "text/plain"),
            "srt" => Plain($"1\n00:00:00,000 --> 00:00:01,000\n{text}\n\n", "text/plain"),
            "vtt" => Plain($"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n{text}\n\n", "text/vtt"),
            _ => AnswerWriter.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("text", text);
                if (format == "verbose_json")
                {
                    json.WriteString("language", "english");
                    json.WriteNumber("duration", 0.1);
                    json.WriteStartArray("segments");
                    json.WriteStartObject();
                    json.WriteNumber("id", 0);
                    json.WriteString("text", text);
                    json.WriteStartArray("tokens");
                    json.WriteNumberValue(50364);
                    json.WriteEndArray();
                    json.WriteEndObject();
                    json.WriteEndArray();
                }

                json.WriteStartObject("usage");
                json.WriteString("type", "duration");
                json.WriteNumber("seconds", 1);
                json.WriteEndObject();
                json.WriteEndObject();
            }),
        };
    }

    private static void Event(Utf8JsonWriter json, string type, string member, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString(member, text);
        json.WriteEndObject();
    }

    private static SimulatedAnswer Plain(string text, string type)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new SimulatedAnswer(200, type, bytes, [bytes.Length]);
    }

    private static string Text(ReadOnlySpan<byte> body, (int Start, int Length) place) => Encoding.UTF8.GetString(body.Slice(place.Start, place.Length));

    // RIFF, one channel of 16 bits.
    private static byte[] Silence()
    {
        const int Samples = SampleRate / 10;
        var wav = new byte[44 + (Samples * 2)];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), SampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(34), 16);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), Samples * 2);
        return wav;
    }
}
