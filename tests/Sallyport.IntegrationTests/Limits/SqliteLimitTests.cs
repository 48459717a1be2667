using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Limits;

public sealed class SqliteLimitTests : LimitStoreContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    internal override Task<Node> OpenAsync() => Node.OpenAsync(_scratch.File("t.db"));
}
