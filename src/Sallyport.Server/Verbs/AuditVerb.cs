using System.CommandLine;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Control;
using Sallyport.Control.Evidence;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport audit …</c>: reads the record, directly from the data directory.</summary>
internal static class AuditVerb
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create() => new("audit", "Read the record, judge it, prove what is in it")
    {
        List(), Show(), Export(), AuditVerifyVerb.Create(), AuditProofVerb.Create(), AuditCheckpointVerb.Create(), AuditArchiveVerb.Create(),
        AuditReportVerb.Create(), AuditExposureVerb.Create(), AuditRebuildVerb.Create(), AuditCountersVerb.Create(), AuditPrune.Create(), AuditContentVerb.Create(),
    };

    private static Command List()
    {
        var filters = new Filters();
        var limit = new Option<int>("--limit") { Description = "Most entries, 1 to 10000", DefaultValueFactory = _ => 50 };
        var command = new Command("list", "List entries, newest first") { limit };
        return filters.AddTo(command).Runs(async (session, cancellation) =>
        {
            if (!filters.Read(session.Parsed).TryGet(out var query, out var problem)) return await session.RefuseAsync(problem);
            var most = session.Parsed.GetValue(limit);
            if (most is < 1 or > 10_000) return await session.RefuseAsync(Problem.Invalid(["--limit: must be 1 to 10000."]));
            var leaves = await session.Data.Audit.ListAsync(query with { Limit = most }, cancellation);
            if (await Reads(session).RecordAsync("audit.read", query, Actor, cancellation) is { } unrecorded) return await session.RefuseAsync(unrecorded);
            foreach (var leaf in leaves)
                await session.Output.WriteLineAsync(session.Json ? Encoding.UTF8.GetString(leaf.Json.Span) : Line(leaf.Read()));
            return 0;
        });
    }

    private static Command Show()
    {
        var exchange = new Argument<string>("EXCHANGE") { Description = "Id of the exchange: the x-request-id that the client got" };
        var personal = new Option<bool>("--personal") { Description = "Show user and address too. Recorded as audit.personal_read" };
        return new Command("show", "Show all entries of one exchange") { exchange, personal }.Runs(async (session, cancellation) =>
        {
            if (!Guid.TryParse(session.Parsed.GetRequiredValue(exchange), out var id)) return await session.RefuseAsync(Problem.Invalid(["EXCHANGE: must be a UUID."]));
            var query = new AuditQuery(ExchangeId: id);
            var entries = await session.Data.Audit.ListAsync(query, cancellation);
            if (await Reads(session).RecordAsync("audit.read", query, Actor, cancellation) is { } unrecorded) return await session.RefuseAsync(unrecorded);
            foreach (var leaf in entries.Reverse()) await session.Output.WriteLineAsync(session.Json ? Encoding.UTF8.GetString(leaf.Json.Span) : Spread(leaf));
            if (session.Parsed.GetValue(personal) && await PersonalReads.WriteAsync(session, Reads(session), query, entries, cancellation) is { } refused) return await session.RefuseAsync(refused);
            return entries.Count > 0 ? 0 : await session.RefuseAsync(new Problem("exchange_not_found", 404, "No entry has this exchange id."));
        });
    }

    private static Command Export()
    {
        var filters = new Filters();
        var file = new Option<string?>("--output") { Description = "File to write; must not exist. Default: standard output", HelpName = "FILE" };
        var command = new Command("export", "Write every match as newline-delimited JSON, newest first") { file };
        return filters.AddTo(command).Runs(async (session, cancellation) =>
        {
            if (!filters.Read(session.Parsed).TryGet(out var query, out var problem)) return await session.RefuseAsync(problem);
            try
            {
                await using var stream = session.Parsed.GetValue(file) is { } path ? new FileStream(path, FileMode.CreateNew) : Console.OpenStandardOutput();
                var output = PipeWriter.Create(stream);
                var written = await new AuditExporter(session.Data.Audit, Reads(session)).ExportAsync(query, output, Actor, cancellation);
                await output.CompleteAsync();
                await session.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{written} entries"));
                return 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return await session.RefuseAsync(new Problem("output_failed", 400, e.Message));
            }
        });
    }

    private static AuditReads Reads(Session session) => new(session.Data.Audit, TimeProvider.System);

    /// <summary>For people: one member a line.</summary>
    private static string Spread(StoredLeaf leaf)
    {
        using var parsed = JsonDocument.Parse(leaf.Json);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented)) parsed.WriteTo(json);
        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static string Line(Leaf leaf)
    {
        var entry = leaf.Entry;
        var what = entry.Action ?? (entry.Endpoint is { } endpoint ? EnumWords.Of(endpoint) : "-");
        var outcome = entry.Rejection ?? (entry.Decision is { } decision ? EnumWords.Of(decision) : "-");
        var model = Printable(entry.ModelUsed ?? entry.ModelAsked ?? entry.Actor ?? "-");
        return string.Create(CultureInfo.InvariantCulture, $"{leaf.Sequence,8}  {entry.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}  {EnumWords.Of(entry.Type),-11}  {entry.KeyId ?? "-",-10}  {outcome,-20}  {what,-22}  {model}  {entry.ExchangeId}");
    }

    /// <summary>A model name comes from a client and must not steer the terminal.</summary>
    private static string Printable(string text) => text.Any(char.IsControl) ? new string([.. text.Select(c => char.IsControl(c) ? '?' : c)]) : text;

    /// <summary>The filters that list and export share.</summary>
    private sealed class Filters
    {
        private readonly Option<string?> _key = new("--key") { Description = "Public id of a key" };
        private readonly Option<string?> _exchange = new("--exchange") { Description = "Id of an exchange" };
        private readonly Option<string?> _from = new("--from") { Description = "Not before this time: 2026-03-01T12:00:00Z" };
        private readonly Option<string?> _to = new("--to") { Description = "Before this time" };
        private readonly Option<string?> _type = new("--type") { Description = AuditWords.Allowed<AuditEntryType>() };
        private readonly Option<string?> _decision = new("--decision") { Description = AuditWords.Allowed<Decision>() };

        public Command AddTo(Command command)
        {
            foreach (var option in (Option[])[_key, _exchange, _from, _to, _type, _decision]) command.Add(option);
            return command;
        }

        public Result<AuditQuery> Read(ParseResult parsed)
        {
            var errors = new List<string>();
            var query = new AuditQuery(
                parsed.GetValue(_key),
                Value<Guid>(parsed, _exchange, t => Guid.TryParse(t, out var id) ? id : null, "a UUID", errors),
                Value(parsed, _from, Time, "a time such as 2026-03-01T12:00:00Z", errors),
                Value(parsed, _to, Time, "a time such as 2026-03-01T12:00:00Z", errors),
                Value<AuditEntryType>(parsed, _type, t => AuditWords.TryParse<AuditEntryType>(t, out var type) ? type : null, AuditWords.Allowed<AuditEntryType>(), errors),
                Value<Decision>(parsed, _decision, t => AuditWords.TryParse<Decision>(t, out var decision) ? decision : null, AuditWords.Allowed<Decision>(), errors));
            return errors.Count > 0 ? Problem.Invalid(errors) : query;
        }

        private static T? Value<T>(ParseResult parsed, Option<string?> option, Func<string, T?> parse, string allowed, List<string> errors)
            where T : struct
        {
            if (parsed.GetValue(option) is not { } text) return null;
            var value = parse(text);
            if (value is null) errors.Add($"{option.Name}: must be {allowed}.");
            return value;
        }

        private static DateTimeOffset? Time(string text) =>
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }
}
