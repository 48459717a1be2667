namespace Sallyport.Server.Hosting;

/// <summary>Which listener a connection came in by. Set on the connection, so no header and no proxy can change it.</summary>
internal sealed class ListenerFeature
{
    private ListenerFeature()
    {
    }

    /// <summary>The admin listener's mark; connections of the api listener have none, so a lost mark opens nothing.</summary>
    public static ListenerFeature Admin { get; } = new();
}
