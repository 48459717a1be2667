using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Architecture;

public class StartTests
{
    /// <summary>The Web SDK runs a project in its own folder: data/ then lay in src/Sallyport.Server, and the command line beside it found nothing.</summary>
    [Fact]
    public void The_README_command_keeps_its_data_where_it_is_typed() =>
        Assert.Contains("<RunWorkingDirectory>$(MSBuildStartupDirectory)</RunWorkingDirectory>", File.ReadAllText(Repository.Combine("src/Sallyport.Server/Sallyport.Server.csproj")), StringComparison.Ordinal);
}
