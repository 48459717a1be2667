using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData.Dates;

/// <summary>Times of day: part of the date they follow, or alone with am, pm or Uhr.</summary>
internal static class Clock
{
    /// <summary>Words between a date and its time: at, um, kl.</summary>
    private static readonly WordTable Links = new((1, "at um à kl om alle às ore o około"));

    /// <summary>End of the time that follows a date ending at <paramref name="end"/>; <paramref name="end"/> itself if none does.</summary>
    /// <param name="start">Where the time begins if a comma or a word stands between, so that it is a thing of its own; 0 if it is part of the date.</param>
    public static int After(ref Lookahead look, int end, out int start)
    {
        start = 0;
        var at = end;
        var apart = false;
        if (look[at] is 'T' or 't')
        {
            at++;
        }
        else
        {
            if (look[at] == ',')
            {
                at++;
                apart = true;
            }

            if (look[at] != ' ') return end;
            at++;
            if (look.IsLetter(at))
            {
                var word = look.LettersEnd(at, Links.Longest);
                if (word - at > Links.Longest || !Links.Contains(look.Text[at..word])) return end;
                at = look[word] == '.' ? word + 1 : word;
                if (look[at] != ' ') return end;
                at++;
                apart = true;
            }
        }

        var time = Read(ref look, at, out _);
        if (time < 0) return end;
        if (apart) start = at;
        return time;
    }

    /// <summary>End of a time that begins at <paramref name="at"/> and says that it is one, or -1.</summary>
    public static int Alone(ref Lookahead look, int at, int digits)
    {
        if (look[at + digits] != ':') return -1;
        var end = Read(ref look, at, out var marked);
        return marked ? end : -1;
    }

    private static int Read(ref Lookahead look, int at, out bool marked)
    {
        // 1. Hours and minutes.
        marked = false;
        var colon = look.DigitsEnd(at, 2);
        if (colon - at is 0 or > 2 || look[colon] != ':') return -1;
        var end = look.DigitsEnd(colon + 1, 2);
        if (end - colon != 3 || look.Text[colon + 1] > '5') return -1;
        var hours = colon - at == 1 ? look.Text[at] - '0' : ((look.Text[at] - '0') * 10) + look.Text[at + 1] - '0';
        if (hours > 24) return -1;

        // 2. Seconds and their parts.
        if (look[end] == ':')
        {
            var seconds = look.DigitsEnd(end + 1, 2);
            if (seconds - end != 3) return -1;
            end = seconds;
            if (look[end] is '.' or ',' && look.IsDigit(end + 1))
            {
                var parts = look.DigitsEnd(end + 1, 9);
                if (parts - end > 10) return -1;
                end = parts;
            }
        }

        // 3. What follows: Z, an offset, am or pm, Uhr.
        if (look[end] is 'Z' or 'z') return look.IsWord(end + 1) ? -1 : end + 1;
        if (look[end] is '+' or '-' && look.IsDigit(end + 1)) return OffsetEnd(ref look, end);
        var next = look.IsSpace(end) ? end + 1 : end;
        var c = look[next];
        if (c is 'a' or 'A' or 'p' or 'P')
        {
            var m = look[next + 1] == '.' ? next + 2 : next + 1;
            if (look[m] is 'm' or 'M' && !look.IsWord(m + 1))
            {
                marked = true;
                return m > next + 1 && look[m + 1] == '.' ? m + 2 : m + 1;
            }
        }

        if (c == 'U' && (look.Continues(next, "Uhr") || look.Continues(next, "UTC")) && !look.IsWord(next + 3))
        {
            marked = look[next + 1] == 'h';
            return next + 3;
        }

        if (look[next] == '+' && next > end && look.IsDigit(next + 1)) return OffsetEnd(ref look, next);
        return look.IsWord(end) ? -1 : end;
    }

    private static int OffsetEnd(ref Lookahead look, int sign)
    {
        var end = look.DigitsEnd(sign + 1, 4);
        var digits = end - sign - 1;
        if (digits == 2 && look[end] == ':')
        {
            var minutes = look.DigitsEnd(end + 1, 2);
            if (minutes - end == 3) return minutes;
        }

        return digits is 2 or 4 ? end : sign;
    }
}
