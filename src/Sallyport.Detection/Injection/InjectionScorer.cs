using Sallyport.Detection.Normalization;

namespace Sallyport.Detection.Injection;

/// <summary>Says how much a text looks like an attack on the model that will read it. Safe to share between threads; linear in the text.</summary>
public sealed class InjectionScorer
{
    /// <summary>One in a hundred ordinary texts of an origin scores this or more.</summary>
    public const float Suspicious = 0.5f;

    /// <summary>One in a thousand ordinary texts of an origin scores this or more.</summary>
    public const float Attack = 0.9f;

    // A long text is scored in blocks that overlap, so that an attack across a border is whole in one of them.
    private const int BlockLength = 8192, BlockOverlap = 512;

    [ThreadStatic] private static Workspace? s_workspace;

    private readonly InjectionModel _model;

    private InjectionScorer(InjectionModel model) => _model = model;

    public static InjectionScorer Shared { get; } = new(InjectionModel.Load());

    private const InjectionSignals HiddenOrders = InjectionSignals.HiddenText | InjectionSignals.Override | InjectionSignals.PromptExtraction;

    /// <summary>Scores <paramref name="text"/>. Never throws; does not allocate once a thread has scored a text.</summary>
    public InjectionVerdict Score(ReadOnlySpan<char> text, TextOrigin origin)
    {
        if (origin == TextOrigin.System || text.IsEmpty) return default;
        var workspace = s_workspace ??= new Workspace(_model.MakeVocabulary());
        var channel = origin == TextOrigin.User ? _model.User : _model.Tool;
        var signals = InvisibleText.Contains(text) ? InjectionSignals.HiddenText : InjectionSignals.None;
        var logit = float.NegativeInfinity;
        for (var at = 0; ; at += BlockLength - BlockOverlap)
        {
            var block = text[at..Math.Min(text.Length, at + BlockLength)];
            workspace.Views.Make(block);
            if (workspace.Views.Disguised) signals |= InjectionSignals.Obfuscated;
            for (var view = 0; view < workspace.Views.Count; view++) logit = Math.Max(logit, workspace.Weigh(workspace.Views[view].Chars, channel, ref signals));
            if (at + BlockLength >= text.Length) break;
        }

        // Nobody hides two orders to the model in characters that cannot be seen and means well.
        var score = channel.Score(logit);
        if ((signals & HiddenOrders) == HiddenOrders) score = Math.Max(score, Suspicious);
        if (score >= Suspicious) signals |= InjectionSignals.Classifier;
        return new InjectionVerdict(score, signals);
    }

    private sealed class Workspace(Vocabulary vocabulary)
    {
        private readonly TokenList _tokens = new();
        private readonly WindowList _windows = new();
        private readonly float[] _sums = new float[TokenList.Most + 1];
        private readonly float[] _evidence = new float[Evidence.Count];
        private readonly uint[] _features = new uint[InjectionFeatures.MostPerToken];

        public TextViews Views { get; } = new(vocabulary);

        public float Weigh(ReadOnlySpan<char> text, ChannelModel channel, ref InjectionSignals signals)
        {
            Tokenizer.Tokenize(text, _tokens);
            _windows.Cut(_tokens);
            var trail = new ConceptTrail();
            for (var i = 0; i < _tokens.Count; i++)
            {
                var count = InjectionFeatures.Emit(text, _tokens, i, ref trail, _features);
                _sums[i + 1] = _sums[i] + channel.Weigh(_features.AsSpan(0, count));
            }

            var spoken = InjectionRules.Signals(InjectionRules.Match(_tokens, 0, _tokens.Count));
            if (FakeTurns.In(text)) spoken |= InjectionSignals.FakeTurn;
            signals |= spoken;
            Evidence.Gather(_windows, _tokens.Count, _sums, channel.Bias, spoken, _evidence);
            return channel.Logit(_evidence);
        }
    }
}
