using System.Buffers;

namespace Sallyport.Detection.Anchoring;

/// <summary>Questions about single characters and their neighbours, shared by all detectors.</summary>
internal static class TextChars
{
    public static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    public static bool IsDigitAt(this ReadOnlySpan<char> text, int at) => (uint)at < (uint)text.Length && char.IsAsciiDigit(text[at]);

    /// <summary>A letter, a digit or an underscore: what <c>\b</c> calls a word character.</summary>
    public static bool IsWordAt(this ReadOnlySpan<char> text, int at) =>
        (uint)at < (uint)text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_');

    public static bool IsLetterAt(this ReadOnlySpan<char> text, int at) => (uint)at < (uint)text.Length && char.IsLetter(text[at]);

    public static char CharAt(this ReadOnlySpan<char> text, int at) => (uint)at < (uint)text.Length ? text[at] : '\0';

    public static bool IsSpace(char c) => c is ' ' or '\u00A0';

    /// <summary>Start of the trailing run of <paramref name="set"/>, but no further back than <paramref name="most"/> chars.</summary>
    public static int TrailingRun(this ReadOnlySpan<char> text, SearchValues<char> set, int most)
    {
        var least = Math.Max(0, text.Length - most);
        return least + text[least..].LastIndexOfAnyExcept(set) + 1;
    }

    /// <summary>Start of the digit group that begins at or after <paramref name="at"/> in a run ending at <paramref name="end"/>, or -1.</summary>
    public static int NextGroup(this ReadOnlySpan<char> text, int at, int end)
    {
        while (at < end && char.IsAsciiDigit(text[at])) at++;
        while (at < end && !char.IsAsciiDigit(text[at])) at++;
        return at < end ? at : -1;
    }

    public static int SkipDigits(this ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return at;
    }
}
