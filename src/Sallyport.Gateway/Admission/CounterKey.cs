namespace Sallyport.Gateway.Admission;

/// <summary>Finds a counter's state: the rule's id, so that it outlives a change of the configuration, the holder, and the window of the calendar.</summary>
/// <param name="Kind">A rule that changes its kind of window begins anew in memory.</param>
/// <param name="WindowTicks">UTC ticks of the window's start; 0 for what is not part of the record.</param>
internal readonly record struct CounterKey(string Rule, string Holder, LimitUnit Unit, LimitWindow Kind, long WindowTicks);
