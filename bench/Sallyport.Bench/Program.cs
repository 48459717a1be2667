// Prints what the detectors cost on one core: throughput on prose and code, latency of a 4 KB prompt, bytes allocated, growth with length.
// With --tokens it prints what counting tokens costs instead.
using Sallyport.Bench;

var prose = Corpus.Prose();
var code = Corpus.Code();
if (args.Contains("--tokens"))
{
    Counting.Print(prose, code);
    return;
}

foreach (var (name, set) in Sets.All)
{
    Cost.WarmUp(set, prose[..200_000]);
    Cost.WarmUp(set, code[..200_000]);
    Console.WriteLine($"{name} ({set.Detectors.Count} detectors)");
    Console.WriteLine($"  prose {Cost.MegabytesPerSecond(set, prose),8:0.0} MB/s   code {Cost.MegabytesPerSecond(set, code),8:0.0} MB/s   allocated {Cost.BytesAllocated(set, prose)} bytes a scan");
    var (p50, p99) = Cost.Latency(set, prose, 4_096);
    Console.WriteLine($"  4 KB of prose: p50 {p50:0} us, p99 {p99:0} us");
}

foreach (var id in args.Contains("--each") ? Sets.Ids : [])
{
    var set = Sets.Of(id);
    Console.WriteLine($"{id,-20} prose {Cost.MegabytesPerSecond(set, prose),8:0.0} MB/s   code {Cost.MegabytesPerSecond(set, code),8:0.0} MB/s");
}

Console.WriteLine("ten times the length, times the cost");
foreach (var hostile in Corpus.Hostile)
{
    var small = Cost.Milliseconds(Sets.All[^1].Set, Corpus.Repeat(hostile, 1_000_000));
    var large = Cost.Milliseconds(Sets.All[^1].Set, Corpus.Repeat(hostile, 10_000_000));
    Console.WriteLine($"  {hostile.Trim(),-22} 1 MB {small,8:0} ms   10 MB {large,8:0} ms   {large / small,5:0.0}x");
}
