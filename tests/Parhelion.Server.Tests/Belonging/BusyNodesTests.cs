using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Installations;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Belonging;

/// <summary>A node starts while another one raises the watermark of both sides: they belong together, in whatever moment they are read.</summary>
public sealed class BusyNodesTests
{
    [Fact]
    public async Task Node_starts_while_another_raises_the_watermark()
    {
        await using var home = await Homes.Home.OpenAsync(HomeKind.PostgresCeph);
        await using var first = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken);
        var store = new BusyBlobStore(first.Services.GetRequiredService<IBlobStore>(), first.Services.GetRequiredService<InstallationIdentityWriter>());

        await using var second = await ParhelionServer.StartAsync(
            options =>
            {
                home.ConfigureAnotherNode(options);
                options.ConfigureServices = services => services.AddSingleton<IBlobStore>(store);
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(0, store.Left);
    }

    /// <summary>The store of another node, which raises the watermark whenever the mark is read, a few times.</summary>
    private sealed class BusyBlobStore(IBlobStore inner, InstallationIdentityWriter watermark) : WrappedBlobStore(inner), IStoreIdentityFile
    {
        public int Left { get; private set; } = 4;

        public override IStoreIdentityFile IdentityFile => this;

        public async ValueTask<StoreIdentity?> ReadAsync(CancellationToken cancellationToken)
        {
            if (Left > 0)
            {
                Left--;
                await watermark.RaiseAsync(cancellationToken);
            }

            return await base.IdentityFile.ReadAsync(cancellationToken);
        }

        public ValueTask WriteAsync(StoreIdentity mark, CancellationToken cancellationToken) => base.IdentityFile.WriteAsync(mark, cancellationToken);
    }
}
