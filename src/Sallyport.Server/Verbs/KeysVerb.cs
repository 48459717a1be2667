using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sallyport.Control;
using Sallyport.Control.Keys;
using Sallyport.Gateway.Authentication;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport keys …</c>: virtual keys, directly on the data directory; a running server follows within two seconds.</summary>
internal static class KeysVerb
{
    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Create() => new("keys", "Make, list and end virtual keys")
    {
        CreateKey(),
        new Command("list", "List keys, oldest first").Runs(ListAsync),
        OnKey("show", "Show one key", (session, id, cancellation) => session.Keys.FindAsync(id, cancellation)),
        OnKey("disable", "Switch a key off", (session, id, cancellation) => session.Keys.DisableAsync(id, Actor, cancellation)),
        OnKey("enable", "Switch a disabled key on", (session, id, cancellation) => session.Keys.EnableAsync(id, Actor, cancellation)),
        Rotate(),
        OnKey("revoke", "End a key for good", (session, id, cancellation) => session.Keys.RevokeAsync(id, Actor, cancellation)),
    };

    private static Command CreateKey()
    {
        var name = new Option<string>("--name") { Description = "What people call the key", Required = true };
        var environment = new Option<string>("--env") { Description = "dev, stg or prod", DefaultValueFactory = _ => "dev" };
        var purpose = new Option<string?>("--purpose") { Description = "What the key is for; written to each audit entry" };
        var organization = new Option<string?>("--organization") { Description = "Who answers for it. Default: default" };
        var team = new Option<string?>("--team");
        var user = new Option<string?>("--user");
        var application = new Option<string?>("--application");
        var tier = new Option<string?>("--tier") { Description = "Whose limits it has: free, pro, service or a tier of the configuration. Default: the configuration's default tier" };
        var endpoints = Words("--endpoints", "Endpoint groups: " + KeyWords.AllowedEndpoints);
        var models = Words("--models", "Models; * at the end matches any rest. Default: all");
        var upstreams = Words("--upstreams", "Ids of upstreams. Default: all");
        var capabilities = Words("--capabilities", "Capabilities: " + KeyWords.AllowedCapabilities + ". Default: tools");
        var expires = new Option<string?>("--expires") { Description = "When it ends: a time (2026-12-31T00:00:00Z) or days from now (90d). Default: never" };
        var command = new Command("create", "Make a key and print it, this once") { name, environment, purpose, organization, team, user, application, tier, endpoints, models, upstreams, capabilities, expires };
        return command.Runs(
            async (session, cancellation) =>
            {
                var parsed = session.Parsed;
                if (!TryExpiry(parsed.GetValue(expires), out var expiresAt)) return await session.RefuseAsync(Problem.Invalid(["--expires: must be a time such as 2026-12-31T00:00:00Z, or days such as 90d."]));
                var input = new NewKey
                {
                    Name = parsed.GetValue(name),
                    Environment = parsed.GetValue(environment),
                    Purpose = parsed.GetValue(purpose),
                    Organization = parsed.GetValue(organization),
                    Team = parsed.GetValue(team),
                    User = parsed.GetValue(user),
                    Application = parsed.GetValue(application),
                    Tier = parsed.GetValue(tier),
                    Scopes = new ScopeInput { Endpoints = Given(parsed, endpoints), Models = Given(parsed, models), Upstreams = Given(parsed, upstreams), Capabilities = Given(parsed, capabilities) },
                    ExpiresAt = expiresAt,
                };
                return await PrintAsync(session, await session.Keys.CreateAsync(input, Actor, cancellation));
            },
            mayCreate: true);
    }

    private static Command Rotate()
    {
        var id = Id();
        var overlap = new Option<double>("--overlap-hours") { Description = "How long the old secret works on; 0 ends it at once", DefaultValueFactory = _ => KeyService.DefaultOverlap.TotalHours };
        return new Command("rotate", "Give a key a new secret and print it, this once") { id, overlap }.Runs(async (session, cancellation) =>
        {
            var hours = session.Parsed.GetValue(overlap);
            if (hours is not (>= 0 and <= 720)) return await session.RefuseAsync(Problem.Invalid(["--overlap-hours: must be 0 to 720."]));
            return await PrintAsync(session, await session.Keys.RotateAsync(session.Parsed.GetRequiredValue(id), TimeSpan.FromHours(hours), Actor, cancellation));
        });
    }

    private static Command OnKey(string verb, string description, Func<Session, string, CancellationToken, ValueTask<Result<VirtualKeyRecord>>> act)
    {
        var id = Id();
        return new Command(verb, description) { id }.Runs(async (session, cancellation) =>
        {
            if (!(await act(session, session.Parsed.GetRequiredValue(id), cancellation)).TryGet(out var key, out var problem)) return await session.RefuseAsync(problem);
            var view = KeyView.Of(key);
            await session.Output.WriteLineAsync(session.Json ? JsonSerializer.Serialize(view, JsonOptions) : Describe(view));
            return 0;
        });
    }

    private static async Task<int> ListAsync(Session session, CancellationToken cancellation)
    {
        var keys = (await session.Keys.ListAsync(cancellation)).Select(KeyView.Of).ToList();
        if (session.Json)
        {
            await session.Output.WriteLineAsync(JsonSerializer.Serialize(keys, JsonOptions));
            return 0;
        }

        await session.Output.WriteLineAsync($"{"ID",-10}  {"STATE",-8}  {"ENVIRONMENT",-11}  {"EXPIRES",-20}  NAME");
        foreach (var key in keys) await session.Output.WriteLineAsync($"{key.Id,-10}  {key.State,-8}  {key.Environment,-11}  {Shown(key.ExpiresAt),-20}  {key.Name}");
        return 0;
    }

    private static async Task<int> PrintAsync(Session session, Result<IssuedKey> result)
    {
        if (!result.TryGet(out var issued, out var problem)) return await session.RefuseAsync(problem);
        if (session.Json)
        {
            await session.Output.WriteLineAsync(JsonSerializer.Serialize(new IssuedKeyView(KeyView.Of(issued.Record), issued.Key.Reveal()), JsonOptions));
            return 0;
        }

        await session.Error.WriteLineAsync($"Key {issued.Record.Id} ({issued.Record.Name}). It is shown this once; keep it where secrets are kept.");
        await session.Output.WriteLineAsync(issued.Key.Reveal());
        return 0;
    }

    private static string Describe(KeyView key) => string.Join(
        Environment.NewLine,
        new[]
        {
            ("id", key.Id),
            ("name", key.Name),
            ("state", key.State),
            ("environment", key.Environment),
            ("purpose", key.Purpose),
            ("organization", key.Organization),
            ("team", key.Team),
            ("user", key.User),
            ("application", key.Application),
            ("tier", key.Tier),
            ("endpoints", string.Join(", ", key.Scopes.Endpoints)),
            ("models", key.Scopes.Models.Count == 0 ? "all" : string.Join(", ", key.Scopes.Models)),
            ("upstreams", key.Scopes.Upstreams.Count == 0 ? "all" : string.Join(", ", key.Scopes.Upstreams)),
            ("capabilities", string.Join(", ", key.Scopes.Capabilities)),
            ("created", Shown(key.CreatedAt)),
            ("expires", Shown(key.ExpiresAt)),
            ("old secret until", key.Secrets.FirstOrDefault(s => s.NotAfter is not null) is { } old ? Shown(old.NotAfter) : null),
        }.Where(line => line.Item2 is { Length: > 0 }).Select(line => $"{line.Item1 + ":",-17} {line.Item2}"));

    private static string Shown(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "never";

    private static Argument<string> Id() => new("ID") { Description = "Public id of the key: the 10 characters after sp_prod_" };

    private static Option<string[]> Words(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    /// <summary>Null if the option was left out: an empty list would mean "none".</summary>
    private static string[]? Given(ParseResult parsed, Option<string[]> option) => parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : null;

    private static bool TryExpiry(string? text, out DateTimeOffset? expiresAt)
    {
        expiresAt = null;
        if (text is null) return true;
        if (text.EndsWith('d') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 36_500)
            expiresAt = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(days);
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            expiresAt = time;
        return expiresAt is not null;
    }
}
