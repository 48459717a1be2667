using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Network;

/// <summary>Last labels of domain names.</summary>
internal static class TopLevelDomains
{
    /// <summary>Little else ends in it.</summary>
    public const byte Telling = 1;

    /// <summary>Also a word, a file's ending or a member in code: wants a path, www or a word such as visit.</summary>
    public const byte Shared = 2;

    public static readonly WordTable All = new(
        (Telling, "com info io ai co org net edu gov mil biz arpa uk de fr nl jp cn kr au nz ca eu ru ua kz cz sk hu ro bg gr tr se dk fi ie il za ng ke gh tz ug ma tn dz eg sa ae qa kw bh om jo lb ir iq pk bd lk np th vn kh sg hk tw mo ph br ar mx cl pe ve uy bo ec cr pa gt hn sv ni cu " +
            "pt ch lu li mc lt lv ee si hr ba mk ge az uz kg mn lt ax fo gl bm jm tt bb bs ky pr gy sr fj pg nc pf mu mg zm zw bw na mz ao cd cm ci sn bf bj tg ga rw et sd ly gm gn sl lr cv " +
            "xyz online website club tech " +
            "london berlin paris tokyo amsterdam vlaanderen wien hamburg koeln bayern swiss quebec nyc vegas webcam museum mobi travel aero coop"),
        (Shared, "is by sc mm int al solutions software company consulting finance capital ventures partners holdings industries technology systems network digital marketing media studio photography restaurant travel hotel bank insurance health clinic dental care doctor hospital pharmacy legal law attorney institute foundation international global world africa asia site shop cloud blog agency academy jobs tel " +
            "co io dev app ai me it be at in no us my so do es pl id name info store live email cc ml la as tv to fm ly gg gl sh rs py md ps st ms vc ws im mt pm re tf tk zip mov page link run space group team work news today life one top win vip pro art design tools zone fun games " +
            "bar pub cafe house land city center community events social video photo pics watch show support help wiki review reviews press radio audio build codes chat bot data domains email education engineering estate exchange express family farm fit gallery garden gift guide icu ink kim " +
            "love ltd management market men money mom moe party place plus productions properties rentals repair report rest rip rocks sale school science security select services singles style supply surf tax taxi tips town toys trade training tube university vet vision voting wang wine works wtf yoga sex adult"));

    /// <summary>Names before .net and .com that are no hosts.</summary>
    public static readonly WordTable NotHosts = new((1, "asp vb ado ml node self this app config system java javax sun socket std sys file core data logger log logging console user package response request result res req err error item model state ctx context session client server object obj window document event event_info"));
}
