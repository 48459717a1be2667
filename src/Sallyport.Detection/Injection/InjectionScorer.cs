using System.Numerics;
using Sallyport.Detection.Normalization;

namespace Sallyport.Detection.Injection;

/// <summary>Says how much a text looks like an attack on the model that will read it. Safe to share between threads; linear in the text.</summary>
public sealed class InjectionScorer
{
    /// <summary>One in a hundred ordinary texts of an origin scores this or more.</summary>
    public const float Suspicious = 0.5f;

    /// <summary>One in a thousand ordinary texts of an origin scores this or more.</summary>
    public const float Attack = 0.9f;

    private readonly int _blockLength = 8192;

    [ThreadStatic] private static Workspace? s_workspace;

    private InjectionScorer()
    {
    }

    public static InjectionScorer Shared { get; } = new();

    /// <summary>Scores <paramref name="text"/>. Never throws; does not allocate once a thread has scored a text.</summary>
    public InjectionVerdict Score(ReadOnlySpan<char> text, TextOrigin origin)
    {
        if (origin == TextOrigin.System || text.IsEmpty) return default;
        var workspace = s_workspace ??= new Workspace();
        var signals = InvisibleText.Contains(text) ? InjectionSignals.HiddenText : InjectionSignals.None;
        var score = 0f;
        for (var at = 0; at < text.Length; at += _blockLength)
        {
            var block = text[at..Math.Min(text.Length, at + _blockLength)];
            workspace.Folder.Fold(block, workspace.Folded);
            if (workspace.Folder.WasDisguised) signals |= InjectionSignals.Obfuscated;
            Tokenizer.Tokenize(workspace.Folded.Chars, workspace.Tokens);
            var matched = InjectionRules.Match(workspace.Tokens, 0, workspace.Tokens.Count);
            signals |= InjectionRules.Signals(matched);
            var hits = BitOperations.PopCount(matched);
            score = Math.Max(score, hits == 0 ? 0 : 1 - 0.6f / (hits + 0.5f));
        }

        return new InjectionVerdict(score, signals);
    }

    private sealed class Workspace
    {
        public TextFolder Folder { get; } = new();

        public FoldedText Folded { get; } = new();

        public TokenList Tokens { get; } = new();
    }
}
