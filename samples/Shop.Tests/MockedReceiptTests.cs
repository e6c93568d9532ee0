using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Parhelion;

namespace Shop.Tests;

/// <summary>Unit tests of your own code, without a server: every method of the client is virtual, and results and exceptions can be made.</summary>
public sealed class MockedReceiptTests
{
    private readonly AttachmentsClient attachments = Substitute.For<AttachmentsClient>();
    private readonly Receipts receipts;

    public MockedReceiptTests()
    {
        var client = Substitute.For<ParhelionClient>();
        client.Attachments.Returns(attachments);
        receipts = new Receipts(client, "app");
    }

    [Fact]
    public async Task A_receipt_is_where_the_upload_says()
    {
        attachments.UploadAttachmentAsync("app", AttachmentAccess.Public, Arg.Any<ReadOnlyMemory<byte>>(), "receipt.txt")
            .Returns(ParhelionModelFactory.Attachment("https://files.example.net/receipt.txt", "text/plain"));

        Assert.Equal("https://files.example.net/receipt.txt", await receipts.SendAsync("1 tea: 3.50"));
    }

    [Fact]
    public async Task A_receipt_that_is_gone_cannot_be_recalled()
    {
        attachments.DeleteAttachmentAsync("app", "https://files.example.net/receipt.txt")
            .ThrowsAsync(new ParhelionException("not found") { Status = 404 });

        Assert.False(await receipts.RecallAsync("https://files.example.net/receipt.txt"));
    }
}
