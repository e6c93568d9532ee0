using Microsoft.Extensions.DependencyInjection;

namespace Parhelion.Client.Tests;

/// <summary>What clients of dependency injection leave behind. Runs alone: it measures the memory of the whole process.</summary>
[CollectionDefinition(nameof(RegistrationMemoryTests), DisableParallelization = true)]
[Collection(nameof(RegistrationMemoryTests))]
public sealed class RegistrationMemoryTests
{
    [Fact]
    public async Task Resolving_keeps_no_memory()
    {
        await using var provider = new ServiceCollection().AddParhelionClient(options => options.Credentials = ParhelionCredentials.None).Services.BuildServiceProvider();
        var first = provider.GetRequiredService<ParhelionClient>();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 100_000; i++)
        {
            using var scope = provider.CreateScope();
            Assert.Same(first, scope.ServiceProvider.GetRequiredService<ParhelionClient>());
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 5_000_000);
    }
}
