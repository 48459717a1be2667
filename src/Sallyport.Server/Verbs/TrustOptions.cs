using System.CommandLine;
using Sallyport.Control.Evidence;

namespace Sallyport.Server.Verbs;

/// <summary>The options of verbs that verify: whom to believe.</summary>
internal sealed class TrustOptions
{
    private readonly Option<string[]> _keys = new("--key") { Description = "Public key of the log, name+id+base64. Repeatable, for a log whose key was changed. Default: the key that the log itself names", HelpName = "VKEY", DefaultValueFactory = _ => [] };
    private readonly Option<string[]> _witnesses = new("--witness") { Description = "Public key of a witness. Repeatable", HelpName = "VKEY", DefaultValueFactory = _ => [] };
    private readonly Option<int?> _quorum = new("--quorum") { Description = "How many witnesses must have cosigned a checkpoint. Default: all that are given", HelpName = "N" };

    public void AddTo(Command command)
    {
        command.Add(_keys);
        command.Add(_witnesses);
        command.Add(_quorum);
    }

    public LedgerTrust Read(ParseResult parsed)
    {
        var witnesses = parsed.GetRequiredValue(_witnesses);
        return new LedgerTrust(parsed.GetRequiredValue(_keys), witnesses, parsed.GetValue(_quorum) ?? witnesses.Length);
    }
}
