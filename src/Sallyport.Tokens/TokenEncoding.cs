using System.Buffers;
using System.Text.Unicode;

namespace Sallyport.Tokens;

/// <summary>An encoding that turns text into tokens. Immutable; its vocabulary is read on first use (about 0.2 s, and 8 MB for o200k_base).</summary>
/// <remarks>
/// Special tokens are plain text here, as they are to a provider that reads them in a prompt. Time grows with the length of the text whatever it says;
/// a count allocates nothing, and borrows 20 to 28 bytes for each byte of a piece over 128 bytes (one word of a megabyte: some 25 MB).
/// </remarks>
public sealed class TokenEncoding
{
    /// <summary>Longest token of both encodings.</summary>
    internal const int MaxTokenBytes = 128;

    private readonly Lazy<Vocabulary> _vocabulary;
    private readonly Splitter _next;

    private TokenEncoding(string name, Splitter next)
    {
        (Name, _next) = (name, next);
        _vocabulary = new Lazy<Vocabulary>(() => Vocabulary.Load(name));
    }

    private delegate int Splitter(ReadOnlySpan<byte> text, int start);

    /// <summary>The encoding of gpt-4o and every OpenAI model since.</summary>
    public static TokenEncoding O200kBase { get; } = new("o200k_base", TextSplitter.NextOfO200k);

    /// <summary>The encoding of gpt-4, gpt-3.5-turbo and the text-embedding-3 models.</summary>
    public static TokenEncoding Cl100kBase { get; } = new("cl100k_base", TextSplitter.NextOfCl100k);

    public string Name { get; }

    /// <summary>Tokens of a text in UTF-8. Bytes that are no UTF-8 count as themselves.</summary>
    public int Count(ReadOnlySpan<byte> utf8) => Run(utf8, null);

    /// <summary>Tokens of a text. A surrogate without its other half counts as U+FFFD.</summary>
    public int Count(ReadOnlySpan<char> text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(text.Length * 3);
        try
        {
            Utf8.FromUtf16(text, buffer, out _, out var length);
            return Run(buffer.AsSpan(0, length), null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: false);
        }
    }

    /// <summary>Adds the tokens of a text.</summary>
    public void Encode(ReadOnlySpan<byte> utf8, List<int> tokens) => Run(utf8, tokens);

    /// <summary>True once the vocabulary has been read.</summary>
    public bool IsReady => _vocabulary.IsValueCreated;

    /// <summary>Reads the vocabulary now, so that no request waits for it.</summary>
    public void WarmUp() => _ = _vocabulary.Value;

    private int Run(ReadOnlySpan<byte> text, List<int>? tokens)
    {
        var vocabulary = _vocabulary.Value;
        var count = 0;
        for (var at = 0; at < text.Length;)
        {
            var end = _next(text, at);
            var piece = text[at..end];
            at = end;
            var rank = piece.Length <= MaxTokenBytes ? vocabulary.Find(piece) : Vocabulary.None;
            if (rank == Vocabulary.None) count += PieceMerger.Merge(vocabulary, piece, tokens);
            else
            {
                count++;
                tokens?.Add(rank);
            }
        }

        return count;
    }
}
