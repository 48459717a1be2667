using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Routing;

namespace Sallyport.Storage;

/// <summary>One opened database with every store of an installation.</summary>
internal interface IEngine : IDisposable
{
    /// <exception cref="InstallationException">This engine keeps no record.</exception>
    IAuditStore Audit { get; }

    IKeyStore Keys { get; }

    IResponseStore Responses { get; }

    IReviewStore Reviews { get; }

    ISettingStore Settings { get; }
}
