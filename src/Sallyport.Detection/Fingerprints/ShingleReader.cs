using System.Runtime.CompilerServices;
using Sallyport.Detection.Operator;

namespace Sallyport.Detection.Fingerprints;

/// <summary>Reads a text as overlapping runs of six words, each as one keyed hash. Case, white space and punctuation make no difference.</summary>
/// <remarks>
/// A word is letters, digits and underscores; in scripts written without spaces each char is one. A run never spans a word of more than 64
/// chars (data, not language) nor 128 chars without a word, and runs with hardly a letter (<c>a b c 1 2 3</c>) are left out.
/// </remarks>
internal ref struct ShingleReader(ReadOnlySpan<char> text, FingerprintKey key)
{
    /// <summary>Words in a run.</summary>
    public const int Words = 6;

    /// <summary>Longest word, and longest stretch between two words, that a run may hold.</summary>
    public const int MaxWord = 64, MaxGap = 128;

    private const int MinWeight = 18, WeightOfIdeograph = 3;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly uint[] _fold = CharFolding.Table(ignoreCase: true);
    private Ring _ring;
    private int _at, _held, _weight;

    /// <summary>Hash of the run.</summary>
    public ulong Hash { get; private set; }

    /// <summary>First char of the run.</summary>
    public int Start { get; private set; }

    /// <summary>Char after the run.</summary>
    public int End { get; private set; }

    /// <summary>Number of the run's last word, from the start of the text.</summary>
    public int Word { get; private set; }

    /// <summary>How often the reading was broken off by something that is not language; runs on both sides have nothing in common.</summary>
    public int Breaks { get; private set; }

    /// <summary>First char of the earliest word that a run yet to come may hold; the length of the text if there is none.</summary>
    public readonly int PendingFrom
    {
        get
        {
            if (_held == 0 || _text.Length - End > MaxGap) return _text.Length;
            return _ring[(Word - Math.Min(_held, Words) + 1) % Words].Start;
        }
    }

    /// <summary>Goes to the next run.</summary>
    public bool Read()
    {
        while (ReadWord())
        {
            if (_held < Words || _weight < MinWeight) continue;
            var state = key.Begin();
            for (var i = 1; i <= Words; i++) state.Mix(_ring[(Word + i) % Words].Hash);
            Hash = state.Finished(Words);
            Start = _ring[(Word + 1) % Words].Start;
            return true;
        }

        return false;
    }

    private bool ReadWord()
    {
        var chars = _text;
        var fold = _fold;
        while (_at < chars.Length)
        {
            // 1. Find the next word.
            var entry = fold[chars[_at]];
            var isIdeograph = (entry & CharFolding.Word) == 0 && chars[_at] >= '\u0E00' && char.IsLetterOrDigit(chars[_at]);
            if ((entry & CharFolding.Word) == 0 && !isIdeograph)
            {
                _at++;
                continue;
            }

            // 2. Read and hash it.
            var start = _at++;
            if (start - End > MaxGap && _held > 0) BreakOff();
            var state = key.Begin();
            ulong block = (char)entry;
            if (!isIdeograph)
            {
                for (; _at < chars.Length && ((entry = fold[chars[_at]]) & CharFolding.Word) != 0; _at++)
                {
                    if (((_at - start) & 3) == 0) (state, block) = (state.Mixed(block), 0);
                    block = (block << 16) | (char)entry;
                }
            }

            var length = _at - start;
            End = _at;
            Word++;
            if (length > MaxWord)
            {
                BreakOff();
                continue;
            }

            // 3. It takes the place of the oldest.
            ref var slot = ref _ring[Word % Words];
            if (_held >= Words) _weight -= slot.Weight;
            else _held++;
            slot = new Slot(state.Mixed(block).Finished(length), start, isIdeograph ? WeightOfIdeograph : length);
            _weight += slot.Weight;
            return true;
        }

        return false;
    }

    private void BreakOff() => (_held, _weight, Breaks) = (0, 0, Breaks + 1);

    private readonly record struct Slot(ulong Hash, int Start, int Weight);

    [InlineArray(Words)]
    private struct Ring
    {
        private Slot _first;
    }
}
