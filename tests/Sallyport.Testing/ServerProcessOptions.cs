namespace Sallyport.Testing;

/// <summary>How to start a <see cref="ServerProcess"/>. Whatever is left out is the product's own default.</summary>
public sealed record ServerProcessOptions
{
    /// <summary>Folder of database and secrets. Null: a new one, removed with the process.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Text of a configuration file, written into the data folder and passed with <c>--config</c>. Null: none.</summary>
    public string? Configuration { get; init; }

    /// <summary>The key to create at first start. Null: a new one.</summary>
    public string? BootstrapKey { get; init; }

    /// <summary>Token of the admin API. Null: a new one.</summary>
    public string? AdminToken { get; init; }

    /// <summary>More environment variables: <c>OPENAI_API_KEY</c>, <c>OPENAI_BASE_URL</c> and the like.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Longest wait for <c>/readyz</c>. Default 30 s, for a machine that is busy with other tests.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
