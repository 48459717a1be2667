using System.Security.Cryptography;
using System.Text;
using Sallyport.Ledger.Leaves;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class LeafHashTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(2_038)]
    [InlineData(2_039)]
    [InlineData(61_440)]
    public void A_leaf_is_hashed_after_its_mark_and_version(int length)
    {
        var json = Encoding.ASCII.GetBytes(new string('x', length));
        var hash = new byte[LeafHash.Size];

        LeafHash.Compute(json, hash);

        Assert.Equal(SHA256.HashData([0, .. "audit.v1\n"u8, .. json]), hash);
    }

    [Fact]
    public void Hashing_a_record_does_not_allocate()
    {
        var json = new byte[600];
        var hash = new byte[LeafHash.Size];
        Assert.Equal(0, Allocations.LeastOf(() => LeafHash.Compute(json, hash)));
    }
}
