using System.Globalization;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Configuration.Compiling;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sallyport.Server.Import;

/// <summary>Makes a configuration of ours from LiteLLM's <c>config.yaml</c>, and names every key that has no equivalent. No value of the file is ever named: it may be a secret.</summary>
internal sealed class LiteLlmImport
{
    private const int MostAttempts = 5, MostSeconds = 3_600;

    private readonly List<string> _notes = [];
    private readonly Dictionary<string, Upstream> _upstreams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Model> _models = new(StringComparer.Ordinal);
    private string _limits = "", _budgets = "", _guardrails = "";
    private int? _attempts;
    private decimal? _timeout;

    private sealed record Upstream(string Name, LiteLlmVendor Vendor, string? Address, string? Variable, decimal? Timeout, int? Attempts, bool IsInsecure);

    private sealed record Model(string Name)
    {
        public List<(string Upstream, string Model)> Targets { get; } = [];

        public List<(decimal? Requests, decimal? Tokens)> Rates { get; } = [];
    }

    /// <summary>What has no equivalent, or means something else here: the key's place, and why.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Reads a file.</summary>
    /// <param name="problem">Why it could not be read: safe to print.</param>
    /// <returns>The text of a configuration; null if there is nothing to make one of.</returns>
    public string? Convert(string yaml, out string? problem)
    {
        problem = null;
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            problem = $"not valid YAML at line {e.Start.Line}"; // the parser's own words may quote the file
            return null;
        }

        var root = new LiteLlmNode("", stream.Documents.Count > 0 ? stream.Documents[0].RootNode : null);
        var models = root.Take("model_list");
        if (!models.Items().Any())
        {
            problem = "not a configuration of LiteLLM: model_list is missing or empty";
            return null;
        }

        var (router, settings, general) = (root.Take("router_settings"), root.Take("litellm_settings"), root.Take("general_settings"));
        ReadDefaults(router, settings);
        foreach (var entry in models.Items()) ReadModel(entry);
        if (_models.Count == 0)
        {
            problem = "no model of model_list can be served here:\n" + string.Join('\n', _notes);
            return null;
        }

        ReadRouter(router, settings);
        ReadGeneral(general, settings);
        _guardrails = LiteLlmGuardrails.Convert(root.Take("guardrails"), _notes);
        Variables(root.Take("environment_variables"));
        NoteLeft(router, settings, general, root);
        return Text();
    }

    private void ReadDefaults(LiteLlmNode router, LiteLlmNode settings)
    {
        var retries = router.Take("num_retries");
        var other = settings.Take("num_retries");
        if ((retries.Number ?? other.Number) is { } count) _attempts = Attempts(retries.Number is null ? other.Path : retries.Path, count);
        _timeout = router.Take("timeout").Number ?? settings.Take("request_timeout").Number;
    }

    private int Attempts(string path, decimal retries)
    {
        if (retries + 1 > MostAttempts) Note(path, $"more than {MostAttempts - 1} retries: {MostAttempts} attempts are the most here");
        return (int)Math.Clamp(retries + 1, 1, MostAttempts);
    }

    private void ReadModel(LiteLlmNode entry)
    {
        var (name, given) = (entry.Take("model_name"), entry.Take("litellm_params"));
        var full = given.Take("model");
        if (name.Text is not { } asked || full.Text is not { } theirs)
        {
            Note(entry.Path, "model_name or litellm_params.model is missing");
            return;
        }

        var (vendor, model) = LiteLlmVendor.Of(theirs, given.Take("custom_llm_provider").Text);
        if (vendor is null)
        {
            Note(full.Path, "this provider is not served here; a server that speaks OpenAI's API can be an upstream of provider openai-compatible");
            return;
        }

        if (asked.Contains('*', StringComparison.Ordinal) || model.Contains('*', StringComparison.Ordinal))
        {
            Note(name.Path, "models are named one by one here; leave out the whole section models to serve every model of each provider");
            return;
        }

        var address = given.Take("api_base");
        if (address.IsMissing) address = given.Take("base_url");
        var place = address.Text;
        if (place?.StartsWith("os.environ/", StringComparison.Ordinal) == true)
        {
            Note(address.Path, "an address stands in the file here, not in a variable: put it into base_url of the upstream");
            return;
        }

        if (asked.Length > 200 || asked.Any(c => c is <= ' ' or > '~' or '"'))
        {
            Note(name.Path, "a model's name is 1 to 200 printable ASCII characters without spaces and quotes here");
            return;
        }

        vendor = vendor.At(place);
        var isInsecure = false;
        if (place is not null && BaseAddress.Parse(ProviderId.OpenAICompatible, place, allowInsecureHttp: false) is null)
        {
            isInsecure = BaseAddress.Parse(ProviderId.OpenAICompatible, place, allowInsecureHttp: true) is not null;
            Note(address.Path, isInsecure ? "prompts, answers and the key travel there in clear, as they did: allow_insecure_http was set; better is https" : "not allowed here: " + BaseAddress.Allowed);
            if (!isInsecure) return;
        }

        if ((place ?? vendor.Address) is null && vendor.Provider == "openai-compatible")
        {
            Note(given.Path, "api_base is missing: this kind of server has no public address");
            return;
        }

        var upstream = UpstreamOf(vendor, place ?? vendor.Address, CredentialOf(vendor, given, theirs), SecondsOf(given.Take("timeout")) ?? _timeout, given.Take("max_retries") is { Number: { } retries } max ? Attempts(max.Path, retries) : _attempts, isInsecure);
        var target = _models.TryGetValue(asked, out var known) ? known : _models[asked] = new Model(asked);
        if (target.Targets.Contains((upstream.Name, model))) Note(entry.Path, "the same upstream and model stand twice: once is enough here");
        else target.Targets.Add((upstream.Name, model));
        target.Rates.Add((given.Take("rpm").Number ?? entry.Take("rpm").Number, given.Take("tpm").Number ?? entry.Take("tpm").Number));
        NoteLeft(given, entry);
    }

    private string? CredentialOf(LiteLlmVendor vendor, LiteLlmNode given, string model)
    {
        var key = given.Take("api_key");
        if (key.Text is not { } text) return vendor.Variable;
        if (text.StartsWith("os.environ/", StringComparison.Ordinal)) return text["os.environ/".Length..];
        if (vendor.Provider == "openai-compatible" && text is "none" or "None" or "EMPTY" or "empty" or "fake-key" or "anything") return null; // words by which people say that there is none
        var variable = vendor.Variable ?? "UPSTREAM_" + Plain(model, '_').ToUpperInvariant() + "_API_KEY";
        Note(key.Path, $"a secret stands in the file: put it into the variable {variable}, and give out a new one, since this file may have been copied");
        return variable;
    }

    private Upstream UpstreamOf(LiteLlmVendor vendor, string? address, string? variable, decimal? timeout, int? attempts, bool isInsecure)
    {
        var identity = string.Join('\n', vendor.Provider, address, variable, timeout, attempts);
        if (_upstreams.TryGetValue(identity, out var known)) return known;
        var plain = vendor.Provider == "openai-compatible" && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? Plain(uri.Host, '-') : vendor.Provider;
        var name = plain;
        for (var i = 2; _upstreams.Values.Any(u => u.Name == name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{plain}-{i}");
        return _upstreams[identity] = new Upstream(name, vendor, address, variable, timeout, attempts, isInsecure);
    }

    private void ReadRouter(LiteLlmNode router, LiteLlmNode settings)
    {
        if (_models.Values.Any(m => m.Targets.Count > 1)) Note("model_list", "models with several deployments: targets are tried in order here, LiteLLM spreads requests over them");
        foreach (var (alias, value) in router.Take("model_group_alias").Members())
        {
            if ((value.Text ?? value.Take("model").Text) is { } meant && _models.TryGetValue(meant, out var model)) _models.TryAdd(alias, Copy(model, alias));
            else Note(value.Path, "not the name of a model that was imported");
        }

        foreach (var fallbacks in (ReadOnlySpan<LiteLlmNode>)[router.Take("fallbacks"), settings.Take("fallbacks")])
        {
            foreach (var (model, value) in fallbacks.Items().SelectMany(i => i.Members()))
            {
                if (model != "*" && !_models.ContainsKey(model)) Note(value.Path, "not the name of a model that was imported");
                foreach (var other in value.Items()) AddFallback(_models.Values.Where(m => model == "*" || m.Name == model), other);
            }
        }

        foreach (var fallbacks in (ReadOnlySpan<LiteLlmNode>)[router.Take("default_fallbacks"), settings.Take("default_fallbacks")])
        {
            foreach (var other in fallbacks.Items()) AddFallback(_models.Values, other);
        }

        foreach (var model in _models.Values)
        {
            if (model.Rates.Exists(r => r.Requests is > 0 || r.Tokens is > 0) && model.Rates.Exists(r => r is { Requests: null, Tokens: null })) Note("model_list", $"rpm and tpm of {Quoted(model.Name)} stand at some of its deployments only: no limit was made of them");
            else Limit(model);
        }
    }

    private void AddFallback(IEnumerable<Model> models, LiteLlmNode other)
    {
        if (other.Text is not { } name || !_models.TryGetValue(name, out var target))
        {
            Note(other.Path, "not the name of a model that was imported");
            return;
        }

        foreach (var model in models.Where(m => m != target))
        {
            foreach (var place in target.Targets.Where(t => !model.Targets.Contains(t)).ToArray()) model.Targets.Add(place);
        }
    }

    // A group of deployments refuses when all of them are full: together they are one limit.
    private void Limit(Model model)
    {
        foreach (var (unit, numbers) in ((string, decimal?[])[])[("requests", [.. model.Rates.Select(r => r.Requests)]), ("tokens", [.. model.Rates.Select(r => r.Tokens)])])
        {
            if (numbers.Length == 0 || numbers.Any(n => n is not >= 1)) continue;
            var name = Plain(model.Name, '-');
            _limits += $"    {Unique(name[..Math.Min(name.Length, 50)] + "-" + (unit == "requests" ? "rpm" : "tpm"))}: {{ per: model, {unit}: {(long)numbers.Sum()!.Value}, every: minute, match: {{ models: [ {Quoted(model.Name)} ] }} }}\n";
        }
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; _limits.Contains($"    {unique}:", StringComparison.Ordinal); i++) unique = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        return unique;
    }

    private void ReadGeneral(LiteLlmNode general, LiteLlmNode settings)
    {
        var key = general.Take("master_key");
        if (!key.IsMissing) Note(key.Path, "there is no key for everything: sallyport keys create makes keys for applications, SALLYPORT_ADMIN_TOKEN is for administrators");
        var database = general.Take("database_url");
        if (!database.IsMissing) Note(database.Path, "Sallyport keeps its own tables: a section storage or SALLYPORT_DATABASE_URL names a database for them");
        var parallel = general.Take("max_parallel_requests");
        if (parallel.IsMissing) parallel = general.Take("global_max_parallel_requests");
        if (parallel.Number is >= 1 and <= 1_000_000 and { } open) _limits = $"  max_concurrent_requests: {(int)open}\n" + (_limits.Length > 0 ? "  rules:\n" + _limits : "");
        else if (_limits.Length > 0) _limits = "  rules:\n" + _limits;

        var (money, every) = (settings.Take("max_budget"), settings.Take("budget_duration"));
        if (money.Number is not > 0) return;
        var span = every.Text switch { null => "total", "1h" or "60m" => "hour", "1d" or "24h" => "day", "7d" or "1w" => "week", "30d" or "1mo" => "month", _ => null };
        if (span is null) Note(every.Path, "budgets begin anew by the hour, day, week or month here: no budget was made of max_budget");
        else _budgets = $"budgets:\n  everything: {{ per: global, money: \"{money.Number.Value.ToString("0.#########", CultureInfo.InvariantCulture)} USD\", every: {span} }}\n";
    }

    private void Variables(LiteLlmNode variables)
    {
        foreach (var (_, value) in variables.Members()) Note(value.Path, "variables are set outside of the file");
    }

    private void NoteLeft(params ReadOnlySpan<LiteLlmNode> nodes)
    {
        foreach (var node in nodes)
        {
            foreach (var path in node.Left()) Note(path, "no equivalent");
        }
    }

    private void Note(string path, string why) => _notes.Add($"{path}: {why}");

    private string Text()
    {
        var text = new StringBuilder("# Made from a configuration of LiteLLM by sallyport import. Check it with: sallyport check --config FILE\n");
        if (_notes.Count > 0) text.Append("#\n# What has no equivalent, or means something else here:\n");
        foreach (var note in _notes) text.Append("# - ").Append(new string([.. note.Select(c => char.IsControl(c) ? ' ' : c)])).Append('\n');
        text.Append("\nupstreams:\n");
        foreach (var upstream in _upstreams.Values)
        {
            text.Append("  ").Append(upstream.Name).Append(": { provider: ").Append(upstream.Vendor.Provider);
            if (upstream.Address is { } address) text.Append(", base_url: ").Append(Quoted(address.TrimEnd('/')));
            if (upstream.Variable is { } variable) text.Append(", credential: ").Append(Quoted("${env:" + variable + "}"));
            if (upstream.Timeout is { } seconds) text.Append(CultureInfo.InvariantCulture, $", first_byte_timeout: {(int)Math.Clamp(Math.Ceiling(seconds), 1, MostSeconds)}s");
            if (upstream.Attempts is { } attempts) text.Append(CultureInfo.InvariantCulture, $", max_attempts: {attempts}");
            if (upstream.IsInsecure) text.Append(", allow_insecure_http: true");
            text.Append(" }\n");
        }

        text.Append("\nmodels:\n");
        foreach (var model in _models.Values)
            text.Append("  ").Append(Quoted(model.Name)).Append(": { targets: [ ").AppendJoin(", ", model.Targets.Select(t => $"{{ upstream: {t.Upstream}, model: {Quoted(t.Model)} }}")).Append(" ] }\n");

        if (_guardrails.Length > 0) text.Append('\n').Append(_guardrails);
        if (_limits.Length > 0) text.Append("\nlimits:\n").Append(_limits);
        if (_budgets.Length > 0) text.Append('\n').Append(_budgets);
        return text.ToString();
    }

    private static Model Copy(Model model, string name)
    {
        var copy = new Model(name);
        copy.Targets.AddRange(model.Targets);
        return copy;
    }

    private static decimal? SecondsOf(LiteLlmNode node) => node.Number is > 0 and { } seconds ? seconds : null;

    // What JSON writes is YAML too, whatever the text holds.
    internal static string Quoted(string text) => JsonSerializer.Serialize(text);

    /// <summary>A name that fits into ours: lower-case letters, digits and a sign between.</summary>
    private static string Plain(string text, char between)
    {
        var plain = new string([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : between)]).Trim(between);
        return plain.Length == 0 ? "unnamed" : plain[..Math.Min(plain.Length, 56)];
    }
}
