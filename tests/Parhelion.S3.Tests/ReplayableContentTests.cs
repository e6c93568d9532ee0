using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Util;
using Amazon.S3.Model;

namespace Parhelion.S3.Tests;

/// <summary>What an attempt reads that was given up on is not taken from the next one.</summary>
public sealed class ReplayableContentTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 100).Select(number => (byte)number)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_attempt_has_all_of_the_content_whatever_the_last_one_reads(bool isPart)
    {
        var content = new SpoolStream(Bytes);
        var request = new DefaultRequest(new PutObjectRequest(), "AmazonS3") { ContentStream = isPart ? new PartialWrapperStream(content, Bytes.Length) : content };
        var attempts = new Attempts();
        var handler = new ReplayableContentHandler { InnerHandler = attempts };
        var context = new Amazon.Runtime.Internal.ExecutionContext(new RequestContext(enableMetrics: false, clientSigner: null) { Request = request }, new ResponseContext());

        handler.InvokeSync(context);
        handler.InvokeSync(context);
        attempts.Streams[0].ReadExactly(new byte[30]);

        Assert.Equal(0, attempts.Streams[1].Position);
        Assert.Equal(Bytes.Length, attempts.Streams[1].Length);
        using var read = new MemoryStream();
        attempts.Streams[1].CopyTo(read);
        Assert.Equal(Bytes, read.ToArray());
    }

    private sealed class Attempts : PipelineHandler
    {
        public List<Stream> Streams { get; } = [];

        public override void InvokeSync(IExecutionContext executionContext) => Streams.Add(executionContext.RequestContext.Request.ContentStream);
    }
}
