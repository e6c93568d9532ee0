using Parhelion.Server.Tests.Conversations;

namespace Parhelion.Server.Tests.Wire;

/// <summary>What a body with thousands of nulls costs. Runs alone: it measures the allocations of the whole process.</summary>
[CollectionDefinition(nameof(NullFieldMemoryTests), DisableParallelization = true)]
[Collection(nameof(NullFieldMemoryTests))]
public sealed class NullFieldMemoryTests(SqliteChatServer chat) : IClassFixture<SqliteChatServer>
{
    [Fact]
    public async Task Thousands_of_nulls_are_left_out_without_moving_the_others()
    {
        var nulls = string.Join(',', Enumerable.Range(0, 7_000).Select(i => $"\"n{i}\":null"));
        var before = GC.GetTotalAllocatedBytes();

        var reply = await chat.PostAsync(
            $"/conversations/{await chat.GroupAsync()}/messages", $$$"""{"author":{"type":"business"},"schema":"whatsapp","content":{"a":{{{{nulls}}},"b":1}} }""");

        Assert.Equal("""{"a":{"b":1}}""", reply.Json.GetProperty("messages")[0].GetProperty("content").ToString());
        // To move the others for each of the nulls would take some hundred megabytes.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50_000_000);
    }
}
