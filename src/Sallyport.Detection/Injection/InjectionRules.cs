using static Sallyport.Detection.Injection.Concepts;

namespace Sallyport.Detection.Injection;

/// <summary>What every attack of a family says in some form, whatever its words and language. Each is a hint for the score, never a verdict.</summary>
internal static class InjectionRules
{
    public static readonly InjectionRule[] All =
    [
        new(InjectionSignals.Override, 3, [Ignore, Previous, Rules | Prompt | Conversation | Job]),
        new(InjectionSignals.Override, 3, [Previous, Rules | Prompt | Conversation | Job, Ignore]),
        new(InjectionSignals.Override, 2, [Ignore, Concepts.All | Your, Rules | Policy | Prompt | Conversation]),
        new(InjectionSignals.Override, 2, [Previous, Rules, Stop | Not]),
        new(InjectionSignals.Override, 3, [Stop, Previous | Your, Job | Rules]),
        new(InjectionSignals.Override, 2, [New, Rules | Job, Important | Ignore | Must]),
        new(InjectionSignals.PromptExtraction, 5, [Reveal, TheSystem, Prompt | Rules | Conversation]),
        new(InjectionSignals.PromptExtraction, 3, [Reveal, Your | Previous | Hidden, Prompt | Rules | Secret]),
        new(InjectionSignals.PromptExtraction, 3, [Encode, Your | TheSystem, Prompt | Rules]),
        new(InjectionSignals.RolePlay, 6, [Pretend | Now, Model | Persona | You, Unrestricted]),
        new(InjectionSignals.RolePlay, 4, [You, Now, Persona | Model | Unrestricted]),
        new(InjectionSignals.RolePlay, 2, [Allow | Now | You, Authority | Unrestricted, Mode]),
        new(InjectionSignals.RefusalSuppression, 3, [Not, Refuse | Policy]),
        new(InjectionSignals.RefusalSuppression, 3, [Not, Mention, User]),
        new(InjectionSignals.Exfiltration, 8, [Send, Secret | Conversation | Personal, Link | Mail]),
        new(InjectionSignals.AddressesModel, 4, [Important | If | Please, Model, You | Must | Ignore]),
    ];

    private static readonly ulong Firsts = FirstsOf(All);

    /// <summary>Bit <c>i</c> is set if rule <c>i</c> holds for some token at or after <paramref name="from"/> and before <paramref name="end"/>.</summary>
    public static uint Match(TokenList tokens, int from, int end)
    {
        uint matched = 0;
        for (var at = from; at < end; at++)
        {
            var meaning = tokens.Meanings[at];
            if (((ulong)meaning & Firsts) == 0) continue;
            for (var rule = 0; rule < All.Length; rule++)
            {
                if ((matched & 1u << rule) == 0 && (meaning & All[rule].Steps[0]) != None && All[rule].Matches(tokens, at)) matched |= 1u << rule;
            }
        }

        return matched;
    }

    public static InjectionSignals Signals(uint matched)
    {
        var signals = InjectionSignals.None;
        for (var rule = 0; rule < All.Length; rule++)
        {
            if ((matched & 1u << rule) != 0) signals |= All[rule].Signal;
        }

        return signals;
    }

    private static ulong FirstsOf(InjectionRule[] rules)
    {
        var firsts = None;
        foreach (var rule in rules) firsts |= rule.Steps[0];
        return (ulong)firsts;
    }
}
