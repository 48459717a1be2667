using System.Text;
using Sallyport.Detection.Injection;

namespace Sallyport.Training.Injection;

/// <summary>
/// Makes texts from our own phrases. A file holds sections, each a line <c>@ user attack 3000 name</c> (origin, attack or harmless or hard,
/// how many texts, what to call them) or <c>@ slot name</c>, and one template a line below; <c>{name}</c> stands for a line of that slot, <c>{1-40}</c>
/// for a number, and a line <c>~</c> for nothing. A harmless or attacking section for <c>tool</c> may end in <c>planted</c>: its texts are put into documents of the corpus.
/// </summary>
internal sealed class PhraseGrammar
{
    private readonly Dictionary<string, List<string>> _slots = new(StringComparer.Ordinal);
    private readonly Chance _chance = new(20261121);

    public static List<InjectionRecord> Expand(string folder, IReadOnlyList<InjectionRecord> corpus)
    {
        var grammar = new PhraseGrammar();
        var sections = new List<(string[] Header, List<string> Lines)>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            List<string>? current = null;
            foreach (var line in File.ReadLines(file))
            {
                if (line.Length == 0 || line.StartsWith('#')) continue;
                if (line.StartsWith("@ ", StringComparison.Ordinal))
                {
                    var header = line[2..].Split(' ');
                    current = [];
                    if (header[0] == "slot") current = grammar._slots[header[1]] = grammar._slots.GetValueOrDefault(header[1]) ?? [];
                    else sections.Add((header, current));
                    continue;
                }

                current!.Add(line == "~" ? "" : line.Replace("\\n", "\n", StringComparison.Ordinal));
            }
        }

        var carriers = corpus.Where(r => r is { Attack: false, Origin: TextOrigin.Tool } && r.Text.Length > 200).Select(r => r.Text).ToArray();
        var records = new List<InjectionRecord>();
        foreach (var (header, lines) in sections)
        {
            var origin = header[0] == "tool" ? TextOrigin.Tool : TextOrigin.User;
            var planted = header is [.., "planted"];
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var i = int.Parse(header[2], System.Globalization.CultureInfo.InvariantCulture); i > 0; i--)
            {
                var text = grammar.Fill(grammar._chance.Of(lines));
                if (!seen.Add(text)) continue;
                var attack = header[1] == "attack";
                var carrier = planted && grammar._chance.Below(6) > 0 ? grammar._chance.Of(carriers) : null;
                records.Add(new InjectionRecord(carrier is null ? text : grammar.Plant(carrier, text), attack, "synth-" + header[3], header[1] == "hard", origin, attack && carrier is not null ? text : null));
            }
        }

        return records;
    }

    private string Plant(string carrier, string text)
    {
        var start = carrier.Length > 3000 ? _chance.Below(carrier.Length - 2500) : 0;
        var document = carrier.Substring(start, Math.Min(2500, carrier.Length - start));
        var place = _chance.Below(4) switch { 0 => 0, 1 => document.Length, _ => _chance.Below(document.Length) };
        while (place > 0 && place < document.Length && document[place] is not (' ' or '\n')) place++;
        var separator = _chance.Of((string[])["\n", " ", "\n\n", "\n", ". "]);
        return document[..place] + separator + text + separator + document[place..];
    }

    private string Fill(string template, int depth = 0)
    {
        var filled = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0 || depth > 6) return filled.Append(template, at, template.Length - at).ToString();
            filled.Append(template, at, open - at);
            at = close + 1;
            var name = template[(open + 1)..close];
            if (Value(name, depth) is not { } value)
            {
                filled.Append('{').Append(name).Append('}');
                continue;
            }

            filled.Append(value);
        }

        return filled.ToString();
    }

    // A slot named with a capital gives its line with one.
    private string? Value(string name, int depth)
    {
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0 && int.TryParse(name[..dash], out var low) && int.TryParse(name[(dash + 1)..], out var high))
        {
            return (low + _chance.Below(high - low + 1)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (name.Length == 0) return null;
        if (_slots.TryGetValue(name, out var lines)) return Fill(_chance.Of(lines), depth + 1);
        if (!char.IsAsciiLetterUpper(name[0]) || !_slots.TryGetValue(char.ToLowerInvariant(name[0]) + name[1..], out lines)) return null;
        var value = Fill(_chance.Of(lines), depth + 1);
        return value.Length == 0 ? value : char.ToUpperInvariant(value[0]) + value[1..];
    }
}
