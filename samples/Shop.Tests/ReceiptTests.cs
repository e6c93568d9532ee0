using Parhelion.Testing;

namespace Shop.Tests;

/// <summary>Tests of your own code against a real server: in this process, on a free port, with a folder and credentials of its own.</summary>
public sealed class ReceiptTests
{
    [Fact]
    public async Task A_receipt_can_be_read_until_it_is_recalled()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        using var customer = new HttpClient();
        var receipts = new Receipts(client, server.AppId);

        var url = await receipts.SendAsync("1 tea: 3.50");
        Assert.Equal("1 tea: 3.50", await customer.GetStringAsync(url));

        Assert.True(await receipts.RecallAsync(url));
        Assert.Equal(404, (int)(await customer.GetAsync(url)).StatusCode);
        Assert.False(await receipts.RecallAsync(url));
    }
}
