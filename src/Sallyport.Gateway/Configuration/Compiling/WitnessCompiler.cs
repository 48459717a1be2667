using Sallyport.Gateway.Configuration.Options;
using Sallyport.Ledger.Notes;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks witnesses: each has an address and a key of its own, and there are enough of them for the quorum.</summary>
internal sealed class WitnessCompiler(ConfigurationProblems problems)
{
    private const string AllowedUrl = "an http or https address without credentials, query or fragment, such as https://witness.example.com";

    public IReadOnlyList<WitnessSettings> Compile(AuditOptions options)
    {
        var made = new List<WitnessSettings>();
        foreach (var (name, witness) in options.Witnesses.OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            var key = "audit.witnesses." + name;
            if (!Names.IsValid(name)) problems.Add(key, "the name is not valid", Names.Allowed);
            if (!Uri.TryCreate(witness.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length + url.Query.Length + url.Fragment.Length > 0) problems.NotValid(key + ".url", witness.Url, AllowedUrl);
            else if (IsKey(key + ".key", witness.Key)) made.Add(new WitnessSettings(name, new Uri(url.AbsoluteUri.TrimEnd('/')), witness.Key));
        }

        if (made.DistinctBy(w => w.Key, StringComparer.Ordinal).Count() < made.Count) problems.Add("audit.witnesses", "two have the same key", "a key for each: a witness counts once");
        if (options.Quorum is { } quorum && (quorum < 0 || quorum > options.Witnesses.Count)) problems.Add("audit.quorum", $"{quorum} of {options.Witnesses.Count} witnesses cannot be", $"0 to {options.Witnesses.Count}, the number of witnesses");
        return made;
    }

    private bool IsKey(string key, string text)
    {
        try
        {
            using var verifier = NoteVerifier.Parse(text);
            if (verifier.Kind is SignatureKind.CosignatureV1) return true;
            problems.NotValid(key, text, "the key of a witness, which is of type 4, and not that of a log");
        }
        catch (FormatException e)
        {
            problems.Add(key, e.Message, "name+id+base64, as sallyport witness prints it");
        }

        return false;
    }
}
