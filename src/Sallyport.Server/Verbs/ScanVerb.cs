using System.CommandLine;
using Sallyport.Detection;
using Sallyport.Gateway.Inspection;
using Sallyport.Server.Scan;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport scan</c>: runs the detectors over files, folders or standard input, without a gateway.</summary>
internal static class ScanVerb
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files and folders; - or nothing reads standard input", Arity = ArgumentArity.ZeroOrMore };
        var detectors = new Option<string?>("--detectors") { Description = "Ids, commas between them; or secrets, identifiers, all. Default: identifiers; with --jsonl all", HelpName = "IDS" };
        var least = new Option<string>("--min-confidence") { Description = "possible, likely or certain", DefaultValueFactory = _ => "possible" }.AcceptOnlyFromAmong("possible", "likely", "certain");
        var json = new Option<bool>("--json") { Description = "One JSON object a finding" };
        var sarif = new Option<bool>("--sarif") { Description = "SARIF 2.1.0, for code hosts" };
        var jsonl = new Option<bool>("--jsonl") { Description = "Each line of input is {\"id\",\"text\"}, each line of output {\"id\",\"entities\"}; offsets in code points" };
        var chunk = new Option<int>("--chunk") { Description = "Feed each text through the streaming path in pieces of this many UTF-16 units; 0 for whole texts", DefaultValueFactory = _ => 0 };
        var wrapping = new Option<string?>("--as") { Description = "With --jsonl: scan each text as a message, as json or as an argument of a tool-call", HelpName = "message|json|tool-call" }.AcceptOnlyFromAmong("message", "json", "tool-call");
        var restore = new Option<bool>("--restore") { Description = "With --jsonl: also mask and restore each text, print both, and end with 1 if one came back changed" };
        var task = new Option<string>("--task") { Description = "With --jsonl: entities, or injection for {\"id\",\"score\"} lines", DefaultValueFactory = _ => "entities" }.AcceptOnlyFromAmong("entities", "injection");
        var fail = new Option<bool>("--exit-code") { Description = "End with 1 if anything was found" };
        var command = new Command("scan", "Look for personal data, secrets and injection in files") { paths, detectors, least, json, sarif, jsonl, chunk, wrapping, restore, task, fail };
        command.Validators.Add(result =>
        {
            if (result.GetValue(chunk) < 0) result.AddError("--chunk: must be 0 or more.");
            if (new[] { result.GetValue(json), result.GetValue(sarif), result.GetValue(jsonl) }.Count(f => f) > 1) result.AddError("--json, --sarif and --jsonl exclude each other.");
            if (!result.GetValue(jsonl) && (result.GetValue(restore) || result.GetValue(wrapping) is not null || result.GetValue(task) == "injection")) result.AddError("--as, --restore and --task need --jsonl.");
            if (result.GetValue(detectors) is { } ids && DetectorGroups.Unknown(ids) is { } unknown) result.AddError($"--detectors: {unknown} is unknown; allowed: {DetectorGroups.Allowed}.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var set = DetectorSet.Compile(DetectorGroups.Of(parsed.GetValue(detectors) ?? (parsed.GetValue(jsonl) ? "all" : "identifiers")));
            var confidence = Enum.Parse<Confidence>(parsed.GetValue(least)!, ignoreCase: true);
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var inputs = parsed.GetValue(paths) is { Length: > 0 } given ? given : ["-"];
            if (!parsed.GetValue(jsonl))
            {
                FindingReport report = parsed.GetValue(sarif) ? new SarifReport(output) : parsed.GetValue(json) ? new JsonReport(output) : new HumanReport(output, errors);
                return await new FileScan(set, confidence, report, errors).RunAsync(inputs, parsed.GetValue(chunk), parsed.GetValue(fail), cancellation);
            }

            var place = parsed.GetValue(wrapping) switch { "message" => TextWrapping.Message, "json" => TextWrapping.Json, "tool-call" => TextWrapping.ToolCall, _ => TextWrapping.None };
            LineTask lineTask = parsed.GetValue(task) == "injection"
                ? new InjectionTask()
                : new EntityTask(set, confidence, place, parsed.GetValue(chunk), parsed.GetValue(restore));
            using var scan = new JsonlScan(lineTask, output, errors);
            return await scan.RunAsync(inputs, parsed.GetValue(fail), cancellation);
        });
        return command;
    }
}
