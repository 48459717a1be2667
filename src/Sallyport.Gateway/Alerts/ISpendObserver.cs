using Sallyport.Gateway.Admission;

namespace Sallyport.Gateway.Alerts;

/// <summary>Hears of budgets on the path, where nobody may wait: calls return at once and never throw.</summary>
public interface ISpendObserver
{
    /// <summary>Something was charged to a counter. Those whose rule has no <see cref="LimitRule.AlertPercents"/> are of no interest.</summary>
    void Charged(in Counter counter);

    /// <summary>A counter said no to an exchange.</summary>
    void Refused(in Counter counter);
}
