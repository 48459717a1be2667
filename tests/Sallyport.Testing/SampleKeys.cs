using Sallyport.Gateway.Authentication;

namespace Sallyport.Testing;

/// <summary>Key records for tests, with every field set.</summary>
public static class SampleKeys
{
    public static KeyHasher Hasher { get; } = new(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());

    public static DateTimeOffset CreatedAt { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>A new key and its record: active, production, every default scope, without an expiry.</summary>
    public static (VirtualKey Key, VirtualKeyRecord Record) Make(string name = "helpdesk", DateTimeOffset? createdAt = null)
    {
        var key = VirtualKey.Create(KeyEnvironment.Production);
        return (key, RecordOf(key, name, createdAt));
    }

    public static VirtualKeyRecord RecordOf(VirtualKey key, string name = "helpdesk", DateTimeOffset? createdAt = null) => new(
        key.Id,
        key.Environment,
        name,
        "answers customers",
        new KeyOwner("acme", "support", "ada", "helpdesk"),
        KeyScopes.Default with { Models = ["gpt-*", "claude-large"], Upstreams = ["openai-eu"] },
        KeyState.Active,
        createdAt ?? CreatedAt,
        null,
        [new KeySecretHash(Hasher.Hash(key), createdAt ?? CreatedAt, null)],
        1);
}
