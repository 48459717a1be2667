using System.Text;
using Sallyport.Detection;
using Sallyport.Detection.Fingerprints;
using Sallyport.Gateway.Configuration.Options;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Makes detectors of the operator's dictionaries, patterns and registered documents. Terms are never shown: they are what must not leak.</summary>
internal sealed class OwnDetectors(IDetectorSource source, ConfigurationProblems problems)
{
    private const int MaxTerms = 100_000, MinTermLength = 2, MaxTermLength = 200, MaxFileBytes = 4 * 1024 * 1024;

    private readonly Dictionary<string, (IDetector Detector, Classification.Sensitivity Sensitivity)> _made = [];
    private readonly List<ExposureRule> _exposures = [];
    private readonly List<string> _files = [];
    private readonly HashSet<string> _declared = [];

    /// <summary>Detectors by name, in the order of the file.</summary>
    public IReadOnlyDictionary<string, (IDetector Detector, Classification.Sensitivity Sensitivity)> Made => _made;

    /// <summary>True if the file declares it, even if it could not be made: that has been told already.</summary>
    public bool IsDeclared(string id) => _declared.Contains(id);

    /// <summary>How much of registered documents may leave, in the order of the file.</summary>
    public IReadOnlyList<ExposureRule> Exposures => _exposures;

    /// <summary>Term files and sets of fingerprints that were read.</summary>
    public IReadOnlyList<string> Files => _files;

    public void AddDictionaries(Dictionary<string, DictionaryOptions> dictionaries)
    {
        foreach (var (id, options) in dictionaries)
        {
            var key = "dictionaries." + id;
            var sound = CheckNames(key, id, options.Label);
            if (TermsOf(key, options) is not { } terms || !sound) continue;
            _made[id] = (source.Dictionary(id, options.Label, terms, options.CaseSensitive, options.WholeWord), Words.Sensitivity(options.Sensitivity));
        }
    }

    public void AddPatterns(Dictionary<string, PatternOptions> patterns)
    {
        foreach (var (id, options) in patterns)
        {
            var key = "patterns." + id;
            if (!CheckNames(key, id, options.Label) || options.Pattern.Length == 0) continue;
            try
            {
                _made[id] = (source.Pattern(id, options.Label, options.Pattern, options.MaxLength), Words.Sensitivity(options.Sensitivity));
            }
            catch (FormatException e)
            {
                problems.NotValid(key + ".pattern", options.Pattern, "a regular expression that runs in linear time (no back-references, no look-around): " + ConfigurationProblems.Shown(e.Message));
            }
        }
    }

    public void AddFingerprints(Dictionary<string, FingerprintOptions> fingerprints)
    {
        foreach (var (id, options) in fingerprints)
        {
            var key = "fingerprints." + id;
            var sound = CheckNames(key, id, options.Label);
            if (options.Path.Length == 0) continue; // told by the binder
            if (!FingerprintFiles.TryRead(options.Path, out var set, out var why))
            {
                problems.Add(key + ".path", $"\"{ConfigurationProblems.Shown(options.Path)}\" {why}", $"a file made by sallyport fingerprint add; the working directory is {Environment.CurrentDirectory}");
                continue;
            }

            _files.Add(Path.GetFullPath(options.Path));
            if (!sound) continue;
            var detector = new FingerprintDetector(id, options.Label, set.ToIndex(), options.MinMatches);
            var sensitivity = Words.Sensitivity(options.Sensitivity);
            _made[id] = (detector, sensitivity);
            _exposures.Add(new ExposureRule(id, detector.Index, options.ExposurePercent, new InspectionRule("fingerprints", id + "-exposure", options.Label, GuardrailAction.Flag, MonitorOnly: false, Confidence.Possible, sensitivity)));
        }
    }

    private bool CheckNames(string key, string id, string label)
    {
        var name = !Names.IsValid(id) ? ("the name is not valid", Names.Allowed)
            : source.TryGet(id, out _) ? ("the name belongs to a built-in detector", "another name")
            : _made.ContainsKey(id) ? ("a dictionary has this name too", "another name")
            : default;
        _declared.Add(id);
        if (name != default) problems.Add(key, name.Item1, name.Item2);
        var labelled = Names.IsLabel(label);
        if (!labelled && label.Length > 0) problems.NotValid(key + ".label", label, Names.AllowedLabel); // an absent one is told by the binder
        return name == default && labelled;
    }

    private List<string>? TermsOf(string key, DictionaryOptions options)
    {
        var terms = options.Terms.ToList();
        if (options.File is { } path)
        {
            if (!BoundedFile.TryRead(path, MaxFileBytes, out var bytes, out var why))
            {
                problems.Add(key + ".file", $"\"{ConfigurationProblems.Shown(path)}\" {why}", $"a readable file of at most {MaxFileBytes} bytes; the working directory is {Environment.CurrentDirectory}");
                return null;
            }

            _files.Add(Path.GetFullPath(path));
            terms.AddRange(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n').Select(t => t.Trim()).Where(t => t.Length > 0 && t[0] != '#'));
        }

        if (terms.Count is 0 or > MaxTerms) problems.Add(key + ".terms", $"{terms.Count} terms are given", $"1 to {MaxTerms}, in terms and file together");
        else if (terms.Count(t => t.Length is < MinTermLength or > MaxTermLength) is var odd and > 0) problems.Add(key + ".terms", $"{odd} of {terms.Count} terms are too short or too long", $"{MinTermLength} to {MaxTermLength} characters each");
        else return terms;
        return null;
    }
}
