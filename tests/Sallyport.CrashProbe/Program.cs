// A process to be killed, and a process to be timed; see docs/audit.md for the numbers.
//   append DIR                     waits for a line of input, then appends pairs of entries for ever and prints each number that was acknowledged
//   some DIR PAIRS                 appends so many pairs, with checkpoints
//   measure DIR ENTRIES APPENDERS  as fast as it goes
//   spend DIR NODE ADDRESS MOST EACH  spends a budget that nodes share, until it refuses
//   judge DATABASE                 judges the log in a database, five times
//   pace DIR ENTRIES PER_SECOND    at a low rate
using Sallyport.CrashProbe;

return args switch
{
    ["append", var directory] => await AppendUntilKilled.RunAsync(directory),
    ["some", var directory, var pairs] => await AppendSome.RunAsync(directory, int.Parse(pairs)),
    ["measure", var directory, var entries, var appenders] => await Measurement.AtFullSpeedAsync(directory, int.Parse(entries), int.Parse(appenders)),
    ["pace", var directory, var entries, var rate] => await Measurement.AtRateAsync(directory, int.Parse(entries), int.Parse(rate)),
    ["judge", var database] => await Judging.RunAsync(database),
    ["spend", var directory, var node, var address, var most, var each] => await SpendUntilRefused.RunAsync(directory, node, address, long.Parse(most), long.Parse(each)),
    _ => 64,
};
