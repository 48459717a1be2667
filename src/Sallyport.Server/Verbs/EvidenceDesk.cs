using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Control;
using Sallyport.Control.Evidence;
using Sallyport.Control.Evidence.Exposure;
using Sallyport.Control.Evidence.Report;
using Sallyport.Control.Evidence.Usage;
using Sallyport.Gateway.Audit.Proofs;
using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Server.Verbs;

/// <summary>What the verbs that report from the record have in common: the services over an opened data directory, times, tables and files of proofs.</summary>
internal sealed class EvidenceDesk : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private readonly DataVerb.Session _session;

    public EvidenceDesk(DataVerb.Session session)
    {
        _session = session;
        var (data, time) = (session.Data, TimeProvider.System);
        var reads = new AuditReads(data.Audit, time);
        Projector = new UsageProjector(data.Ledger, data.ReadModels, ReadModelRetention.Default, time, NullLogger<UsageProjector>.Instance);
        var certainty = new CertaintyService(data.Ledger, data.ReadModels, ReadModelRetention.Default, time);
        var prover = new LeafProver(data.Ledger);
        Usage = new UsageService(data.ReadModels, Projector, reads, ReadModelRetention.Default, time);
        Exposure = new ExposureService(data.ReadModels, Projector, certainty, prover, data.Subjects, data.Reviews, reads, time);
        Report = new ReportService(data.ReadModels, Projector, data.Ledger, data.Subjects, certainty, prover, Exposure, reads, time);
    }

    public UsageProjector Projector { get; }

    public UsageService Usage { get; }

    public ExposureService Exposure { get; }

    public ReportService Report { get; }

    /// <summary>Folds all that the log has first: the command line has the time to wait for a whole answer.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation) => await Projector.CatchUpAsync(TimeSpan.MaxValue, cancellation);

    public static Option<string?> From() => new("--from") { Description = "Not before this time: 2026-03-01T12:00:00Z" };

    public static Option<string?> To() => new("--to") { Description = "Before this time" };

    /// <returns>The time; null if it was left out. What is no time goes to <paramref name="errors"/>.</returns>
    public DateTimeOffset? Time(Option<string?> option, List<string> errors)
    {
        if (_session.Parsed.GetValue(option) is not { } text) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return time;
        errors.Add($"{option.Name}: must be a time such as 2026-03-01T12:00:00Z.");
        return null;
    }

    public Task WriteJsonAsync<T>(T view) => _session.Output.WriteLineAsync(JsonSerializer.Serialize(view, Indented));

    public Task LineAsync(string text = "") => _session.Output.WriteLineAsync(text);

    /// <summary>A line with values in it.</summary>
    public Task SayAsync(FormattableString text) => LineAsync(FormattableString.Invariant(text));

    /// <summary>Columns as wide as their widest cell; numbers to the right.</summary>
    public async Task TableAsync(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<object?>> rows, string indent = "  ")
    {
        var cells = rows.Select(row => row.Select(Cell).ToArray()).ToList();
        if (cells.Count == 0)
        {
            await LineAsync(indent + "none");
            return;
        }

        var widths = head.Select((h, i) => Math.Max(h.Length, cells.Max(c => c[i].Text.Length))).ToArray();
        await LineAsync((indent + string.Join("  ", head.Select((h, i) => cells[0][i].IsNumber ? h.PadLeft(widths[i]) : h.PadRight(widths[i])))).TrimEnd());
        foreach (var row in cells) await LineAsync((indent + string.Join("  ", row.Select((c, i) => c.IsNumber ? c.Text.PadLeft(widths[i]) : c.Text.PadRight(widths[i])))).TrimEnd());
    }

    /// <summary>Writes each proof and its leaf to a folder: SEQ.tlog-proof, SEQ.json.</summary>
    /// <returns>Null, or why not.</returns>
    public static async Task<Problem?> WriteProofsAsync(string folder, IReadOnlyList<LeafProof> proofs, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var proof in proofs)
            {
                var name = Path.Combine(folder, proof.Sequence.ToString(CultureInfo.InvariantCulture));
                await File.WriteAllTextAsync(name + ".tlog-proof", proof.Proof, cancellation);
                if (proof.Leaf is { } leaf) await File.WriteAllTextAsync(name + ".json", leaf, cancellation);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Problem("output_failed", 400, e.Message);
        }
    }

    public async Task CertaintyAsync(Certainty sure)
    {
        await SayAsync($"How sure this is: made from {sure.FoldedLeaves:N0} of {sure.Leaves:N0} leaves; {sure.CheckpointSize ?? 0:N0} of them are in a signed checkpoint.");
        await SayAsync($"  {sure.Unrecorded:N0} exchanges went unrecorded in {sure.Gaps.Count:N0} gaps; {sure.MissingLeaves:N0} leaves were pruned before they were counted.");
        await SayAsync($"  Clocks were set back {sure.ClockSetBack:N0} times, by at most {sure.LargestClockStepMilliseconds / 1000.0:0.###} s. Requests from before {Shown(sure.KeptFrom)} may be gone.");
    }

    public static string Shown(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>US dollars from billionths, to a hundredth of a cent.</summary>
    public static string Dollars(long nano) => (nano / 1_000_000_000m).ToString("0.0000", CultureInfo.InvariantCulture);

    public void Dispose() => Projector.Dispose();

    /// <summary>Names of models and the like come from clients and must not steer the terminal.</summary>
    private static (string Text, bool IsNumber) Cell(object? value) => value switch
    {
        long or int => (string.Create(CultureInfo.InvariantCulture, $"{value:N0}"), true),
        DateTimeOffset time => (Shown(time), false),
        null or "" => ("-", false),
        _ => (string.Concat(value.ToString()!.Select(c => char.IsControl(c) ? '?' : c)), false),
    };
}
