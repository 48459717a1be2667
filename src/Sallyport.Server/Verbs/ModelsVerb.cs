using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Settlement;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport models list|show|import</c>: what models cost, and files of prices.</summary>
internal static class ModelsVerb
{
    private const int MaxFileBytes = 64 * 1024 * 1024;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault };

    public static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    public static Command Create(IDetectorSource detectors) => new("models", "Show what models cost, and make files of prices")
    {
        List(detectors), Show(detectors), Import(detectors),
    };

    /// <summary>Compiles a configuration; null once its problems are told.</summary>
    public static GatewaySnapshot? Load(string? config, IDetectorSource detectors, TextWriter errors)
    {
        var loaded = LoadedConfiguration.Load(config, detectors);
        foreach (var problem in loaded.Problems) errors.WriteLine(problem.ToString());
        return loaded.Compiled?.Snapshot;
    }

    /// <summary>Reads a file or standard input; null once it is told why not.</summary>
    public static async Task<byte[]?> ReadAsync(string path, int most, TextWriter errors, CancellationToken cancellation)
    {
        try
        {
            await using var input = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            using var bytes = new MemoryStream();
            var buffer = new byte[65_536];
            int read;
            while ((read = await input.ReadAsync(buffer, cancellation)) > 0)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length <= most) continue;
                await errors.WriteLineAsync($"{path}: larger than {most} bytes.");
                return null;
            }

            return bytes.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return null;
        }
    }

    private static Command List(IDetectorSource detectors)
    {
        var config = ServeVerb.ConfigOption();
        var provider = new Option<string?>("--provider") { Description = "Only this provider" };
        var json = DataVerb.Json();
        var command = new Command("list", "List models with their prices in US dollars per million tokens") { config, provider, json };
        command.SetAction(parsed =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (Load(parsed.GetValue(config), detectors, errors) is not { } snapshot) return ExitCodes.BadConfiguration;
            var prices = snapshot.Prices.On(Today).Where(p => parsed.GetValue(provider) is not { } wanted || p.Model.Provider == wanted).ToArray();
            if (parsed.GetValue(json)) output.WriteLine(JsonSerializer.Serialize(prices.Select(p => p.Model), Indented));
            else
            {
                output.WriteLine($"{"provider",-10} {"model",-44} {"input",9} {"cached",9} {"output",9} {"context",9}  notes");
                foreach (var p in prices)
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{p.Model.Provider,-10} {p.Model.Model,-44} {Usd(p.Standard.Input),9} {Usd(p.Standard.CacheRead),9} {Usd(p.Standard.Output),9} {p.Model.Context,9}  {Notes(p.Model)}").TrimEnd());
            }

            Warn(snapshot, errors);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show(IDetectorSource detectors)
    {
        var name = new Argument<string>("MODEL") { Description = "Name or alias of a model; PROVIDER/MODEL for one provider's" };
        var config = ServeVerb.ConfigOption();
        var command = new Command("show", "Show everything that is known of a model's price") { name, config };
        command.SetAction(parsed =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (Load(parsed.GetValue(config), detectors, errors) is not { } snapshot) return ExitCodes.BadConfiguration;
            var found = Enum.GetValues<ProviderId>().Select(ProviderNames.NameOf).Select(p => Find(snapshot.Prices, p, parsed.GetRequiredValue(name))).Where(p => p is not null).ToArray();
            if (found.Length == 0)
            {
                errors.WriteLine($"No price is known for {parsed.GetRequiredValue(name)}: what it costs is recorded as unknown.");
                return ExitCodes.Problems;
            }

            foreach (var price in found) output.WriteLine(JsonSerializer.Serialize(price!.Model, Indented));
            output.WriteLine($"Prices {snapshot.Prices.Version}, in nano-USD per token: 1000 is one US dollar per million tokens.");
            Warn(snapshot, errors);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Import(IDetectorSource detectors)
    {
        var file = new Argument<string>("FILE") { Description = "Price file in our own form or in LiteLLM's (model_prices_and_context_window.json)" };
        var target = new Option<string>("--out") { Description = "Price file to write, for prices.file of the configuration", Required = true, HelpName = "FILE" };
        var version = new Option<string?>("--version") { Description = "What records shall call these prices; needed for LiteLLM's form. At most 64 characters" };
        var asOf = new Option<DateOnly?>("--as-of") { Description = "Day on which they were seen. Default: today", HelpName = "YYYY-MM-DD" };
        var config = ServeVerb.ConfigOption();
        var command = new Command("import", "Read a file of prices, tell what changes, and write it as an overlay") { file, target, version, asOf, config };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (Load(parsed.GetValue(config), detectors, errors) is not { } snapshot) return ExitCodes.BadConfiguration;
            if (await ReadAsync(parsed.GetRequiredValue(file), MaxFileBytes, errors, cancellation) is not { } bytes) return ExitCodes.BadConfiguration;
            var (given, problem, skipped) = ReadPrices(bytes, parsed.GetValue(version), parsed.GetValue(asOf));
            if (given is null || PriceFile.TryRead(System.Text.Encoding.UTF8.GetBytes(given.ToJson()), out problem) is not { } read)
            {
                await errors.WriteLineAsync(problem);
                return ExitCodes.Problems;
            }

            var (added, changed) = (0, 0);
            foreach (var model in read.Models.Where(m => m.Input is not null))
            {
                var before = snapshot.Prices.Find(model.Provider, model.Model, Today);
                if (before is null) added++;
                else if ((before.Standard.Input, before.Standard.Output) != (model.Input, model.Output))
                {
                    changed++;
                    await output.WriteLineAsync($"{model.Provider}/{model.Model}: {Usd(before.Standard.Input)} in, {Usd(before.Standard.Output)} out becomes {Usd(model.Input!.Value)} in, {Usd(model.Output!.Value)} out");
                }
            }

            try
            {
                await File.WriteAllTextAsync(parsed.GetRequiredValue(target), read.ToJson(), cancellation);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await errors.WriteLineAsync(e.Message);
                return ExitCodes.BadConfiguration;
            }

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{read.Models.Count:N0} models as {read.Version}: {added:N0} new, {changed:N0} changed, {skipped:N0} entries left out (other providers, other units, no price)."));
            await output.WriteLineAsync($"Set prices.file to {parsed.GetRequiredValue(target)} to use them. What was recorded keeps its cost.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static (PriceFile? File, string? Problem, int Skipped) ReadPrices(byte[] bytes, string? version, DateOnly? asOf)
    {
        if (PriceFile.TryRead(bytes, out var problem) is { } own) return (own with { Version = version ?? own.Version, AsOf = asOf ?? own.AsOf }, null, 0);
        if (System.Text.Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, 4_096)).Contains("\"models\"", StringComparison.Ordinal)) return (null, problem, 0); // meant as our own form
        if (version is null) return (null, "A file in LiteLLM's form needs --version.", 0);
        var read = LiteLlmPrices.TryRead(bytes, version, asOf ?? Today, out var skipped, out problem);
        return (read, problem, skipped);
    }

    private static ModelPrice? Find(PriceTable prices, string provider, string name) =>
        prices.Find(provider, name, Today) ?? (name.StartsWith(provider + "/", StringComparison.Ordinal) ? prices.Find(provider, name[(provider.Length + 1)..], Today) : null);

    private static void Warn(GatewaySnapshot snapshot, TextWriter errors)
    {
        if (snapshot.Prices.IsStale(Today, snapshot.PricesStaleAfterDays)) errors.WriteLine($"Stale: prices {snapshot.Prices.Version} were last seen on {snapshot.Prices.AsOf:yyyy-MM-dd}. Import newer ones and set prices.file.");
    }

    private static string Usd(long nano) => (nano / 1_000m).ToString("0.00####", CultureInfo.InvariantCulture);

    private static string? Each(long? nano, string unit) => nano is { } price ? (price / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture) + " USD a " + unit : null;

    private static string Notes(CatalogModel m) => string.Join(", ", new[]
    {
        m.Long is [{ Above: var above }, ..] ? string.Create(CultureInfo.InvariantCulture, $"more above {above / 1_000}k") : null, m.Batch is null ? null : "batch", m.Flex is null ? null : "flex", m.Priority is null ? null : "priority",
        Each(m.Image, "image"), Each(m.Character, "character"), Each(m.Second, "second of sound"), Each(m.SearchUnit, "search unit"),
        m.Retired is { } day ? $"retired {day:yyyy-MM-dd}" : null, m.From is { } from ? $"from {from:yyyy-MM-dd}" : null,
    }.OfType<string>());
}
