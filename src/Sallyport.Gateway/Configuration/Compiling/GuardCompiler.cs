using Sallyport.Detection;
using Sallyport.Detection.Output;
using Sallyport.Gateway.Configuration.Options;
using Sallyport.Providers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Turns what guardrails say beside their rules into one policy for each endpoint group. Where several speak for a group, all of them count.</summary>
internal sealed class GuardCompiler(Dictionary<string, ModeratorDefinition> moderators, ConfigurationProblems problems)
{
    private const int MaxHosts = 1_000;

    public Dictionary<EndpointGroups, GuardPolicy> Compile(Dictionary<string, GuardrailOptions> guardrails)
    {
        var drafts = Words.InspectedGroups.ToDictionary(g => g.Group, _ => new Draft());
        foreach (var (name, guardrail) in guardrails)
        {
            var hosts = HostsOf(name, guardrail.Links);
            var (request, response) = (ModeratorsOf(name, "request", guardrail.Moderation?.Request), ModeratorsOf(name, "response", guardrail.Moderation?.Response));
            if ((guardrail.SystemPrompt == "fixed") != (guardrail.FixedPrompt is not null)) problems.Add($"guardrails.{name}.fixed_prompt", guardrail.FixedPrompt is null ? "the key is missing" : "the key is not used", "system_prompt: fixed and fixed_prompt together, or neither");
            if (guardrail.Mode == "off") continue;
            var isSecond = false;
            foreach (var (group, _) in Words.InspectedGroups.Where(g => guardrail.Endpoints.Count == 0 || guardrail.Endpoints.Contains(g.Word))) 
            {
                isSecond |= guardrail is { FixedPrompt: not null, Mode: "enforce" } && drafts[group].HasFixedPrompt;
                drafts[group].Add(name, guardrail, hosts, request, response, group);
            }

            if (isSecond) problems.Add($"guardrails.{name}.fixed_prompt", "another guardrail fixes the system prompt of the same endpoints", "one for each endpoint group");
        }

        return drafts.ToDictionary(d => d.Key, d => d.Value.Policy());
    }

    private List<string> HostsOf(string name, LinkOptions? links)
    {
        var hosts = new List<string>();
        foreach (var (i, host) in (links?.Allow ?? []).Index())
        {
            if (i >= MaxHosts || Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4) || host.Any(c => !char.IsAscii(c)) || host.EndsWith('.'))
                problems.NotValid($"guardrails.{name}.links.allow[{i}]", host, $"a host name in ASCII such as example.com, without scheme and path; at most {MaxHosts} of them");
            else hosts.Add(host);
        }

        return hosts;
    }

    private List<ModeratorDefinition> ModeratorsOf(string name, string direction, List<string>? ids)
    {
        var found = new List<ModeratorDefinition>();
        foreach (var (i, id) in (ids ?? []).Index())
        {
            if (moderators.TryGetValue(id, out var moderator)) found.Add(moderator);
            else problems.NotValid($"guardrails.{name}.moderation.{direction}[{i}]", id, "a name under moderators: " + string.Join(", ", moderators.Keys));
        }

        return found;
    }

    private sealed class Draft
    {
        private readonly List<InjectionRule> _injection = [];
        private readonly List<(IDetector Detector, InspectionRule Rule)> _user = [], _answer = [];
        private InspectionRule? _invisible, _systemPrompt;
        private readonly List<ModerationRule> _requestModeration = [], _responseModeration = [];
        private LeakRule? _leak;
        private StructuredRule? _structured;
        private FixedPromptRule? _fixed;
        private SpotlightMode _spotlight;
        private ReviewLevel _review;
        private SafetyThreshold _safety;

        public bool HasFixedPrompt => _fixed is not null;

        public void Add(string name, GuardrailOptions options, List<string> hosts, List<ModeratorDefinition> request, List<ModeratorDefinition> response, EndpointGroups group)
        {
            InspectionRule Rule(string detector, string label, string action, string? replacement = null) =>
                new(name, detector, label, Words.Action(action), options.Mode == "monitor", Confidence.Possible, Classification.Sensitivity.Public) { Replacement = replacement };

            // 1. Who may say what. An embedding, a score or a voice takes no orders, so texts for one are not judged.
            if (options.Injection is { } injection && (TakesPrompts(group) || group is EndpointGroups.Images))
                _injection.Add(new InjectionRule(Rule("injection", "INJECTION", injection.Action), injection.UserThreshold / 100f, Rule("indirect-injection", "INJECTION", injection.Action), injection.ToolThreshold / 100f));
            if (options.StripInvisible && options.Mode == "enforce") _invisible ??= Rule("invisible-text", "INVISIBLE", "redact", "");
            if (options.SystemPrompt == "deny" && _systemPrompt is null or { MonitorOnly: true }) _systemPrompt = Rule("system-prompt", "SYSTEM_PROMPT", "block");

            if (options.PromptLeak is { } leak && (_leak is null || Words.Action(leak.Action) > _leak.Rule.Action || _leak.Rule.MonitorOnly))
                _leak = new LeakRule(Rule("system-prompt-leak", "SYSTEM_PROMPT", leak.Action), leak.Verbatim);
            if (options is { FixedPrompt: { } prompt, Mode: "enforce" } && TakesPrompts(group))
                _fixed ??= new FixedPromptRule(prompt.Text, Rule("system-prompt", "SYSTEM_PROMPT", prompt.Callers switch { "drop" => "redact", "keep" => "allow", _ => "block" }), prompt.Callers == "keep");
            if (options.Mode == "enforce" && TakesPrompts(group)) _spotlight = (SpotlightMode)Math.Max((int)_spotlight, (int)Words.Spotlight(options.Spotlight));

            if (options.StructuredOutput is { } structured) _structured = StructuredRule.Stricter(_structured, StructuredRule.Of(name, structured.Action, structured.Strict && options.Mode == "enforce", options.Mode == "monitor"));

            if (options.Mode == "enforce") _safety = (SafetyThreshold)Math.Max((int)_safety, (int)Words.Safety(options.SafetyFloor));
            _review = (ReviewLevel)Math.Max((int)_review, (int)Words.Review(options.Review));

            if (group is EndpointGroups.Moderations) (request, response) = ([], []); // a judgement is what the caller asks for
            foreach (var moderator in request) _requestModeration.Add(new ModerationRule(moderator, Rule(moderator.Id, "MODERATION", options.Moderation!.Action)));
            foreach (var moderator in response) _responseModeration.Add(new ModerationRule(moderator, Rule(moderator.Id, "MODERATION", options.Moderation!.Action)));

            // 2. What may be shown.
            if (options.EscapeHtml is "request" or "both") _user.Add((new HtmlTagDetector(onlyLoading: false), Rule("html-tag", "HTML", "redact", HtmlTagDetector.Replacement)));
            if (options.EscapeHtml is "response" or "both") _answer.Add((new HtmlTagDetector(onlyLoading: false), Rule("html-tag", "HTML", "redact", HtmlTagDetector.Replacement)));
            if (options.Links is not { } links) return;
            _answer.Add((new LinkDetector(hosts), Rule("link", "LINK", links.Action)));
            if (links.Images == "allow") return;
            _answer.Add((new ImageMarkDetector(), Rule("image", "IMAGE", links.Action, ImageMarkDetector.Replacement)));
            _answer.Add((new HtmlTagDetector(onlyLoading: true), Rule("html-tag", "HTML", links.Action, HtmlTagDetector.Replacement)));
        }

        private static bool TakesPrompts(EndpointGroups group) =>
            group is not (EndpointGroups.Embeddings or EndpointGroups.Moderations or EndpointGroups.Images or EndpointGroups.Audio or EndpointGroups.Rerank);

        public GuardPolicy Policy() => new()
        {
            Injection = _injection,
            Invisible = _invisible,
            SystemPrompt = _systemPrompt,
            Leak = _leak,
            Structured = _structured,
            Fixed = _fixed,
            Spotlight = _spotlight,
            Review = _review,
            SafetyFloor = _safety,
            RequestModeration = _requestModeration,
            ResponseModeration = _responseModeration,
            UserText = PolicyOf(_user, SegmentRole.User),
            Answer = PolicyOf(_answer, SegmentRole.Assistant),
        };

        private static InspectionPolicy PolicyOf(List<(IDetector Detector, InspectionRule Rule)> rules, SegmentRole speaker) =>
            rules.Count == 0 ? InspectionPolicy.Empty : new InspectionPolicy(DetectorSet.Compile(rules.Select(r => r.Detector)), [.. rules.Select(r => r.Rule)]) { Speaker = speaker };
    }
}
