using System.Collections.Frozen;

namespace Sallyport.Detection.Network;

/// <summary>Hosts whose addresses say nothing about a person or a company: reserved names, standards, reference works, shared code.</summary>
internal static class PublicHosts
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Reference = FrozenSet.ToFrozenSet(
        [
            "example.com", "example.org", "example.net", "w3.org", "schema.org", "json-schema.org", "xmlsoap.org", "openxmlformats.org", "ietf.org", "rfc-editor.org", "iso.org", "unicode.org", "whatwg.org", "iana.org", "wikipedia.org", "wikimedia.org", "wiktionary.org", "wikidata.org",
            "creativecommons.org", "apache.org", "gnu.org", "opensource.org", "mozilla.org", "mitre.org", "nist.gov", "owasp.org", "shields.io", "k8s.io", "kubernetes.io", "opentelemetry.io", "doi.org", "arxiv.org", "stackoverflow.com", "googleapis.com", "gstatic.com",
        ],
        StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CodeHosts = FrozenSet.ToFrozenSet(
        ["github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "githubusercontent.com", "huggingface.co"], StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True if an address with this host and path names nobody. On a host of shared code one step is a person (<c>/jdoe</c>), two are a project.</summary>
    /// <param name="host">Without user name and port.</param>
    /// <param name="path">From the slash on; may be empty.</param>
    public static bool NamesNobody(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        var name = LastTwoLabels(host);
        if (Reference.Contains(name)) return true;
        if (!CodeHosts.Contains(name) || path.IsEmpty) return false;
        var second = path[1..].IndexOf('/');
        return second > 0 && second + 2 < path.Length;
    }

    private static ReadOnlySpan<char> LastTwoLabels(ReadOnlySpan<char> host)
    {
        var dot = host.LastIndexOf('.');
        return dot <= 0 ? host : host[(host[..dot].LastIndexOf('.') + 1)..];
    }
}
