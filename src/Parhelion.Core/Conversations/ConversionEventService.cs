using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>Records and lists conversion events. Such an event says that a conversation has led to a result for the business, such as a purchase. The server
/// stores the events of each request as one row (<see cref="ConversionEventRow"/>). It sends nothing to a channel.</summary>
/// <remarks>A conversation keeps only its newest rows: at most <see cref="ConversionEventTable.MaxRows"/> rows, which together have at most
/// <see cref="PageRequest.MaxBytes"/> bytes. The newest row always stays.</remarks>
public sealed class ConversionEventService(Database database, TimeProvider clock)
{
    /// <summary>Records the events of one request.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="channel">One of <see cref="ConversionChannels"/>.</param>
    /// <param name="payload">The events as a JSON object.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The conversation does not exist.</exception>
    public Task<ConversionEventRow> RecordAsync(string appId, string conversationId, string channel, string payload, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await ConversationService.FindAsync(session, appId, conversationId);
                var row = new ConversionEventRow(ObjectId.New(clock), conversationId, channel, payload, clock.GetUtcNow());
                await ConversionEventTable.InsertAsync(session, row);
                return row;
            },
            cancellationToken);

    /// <summary>Lists one page of the records of a conversation, oldest first.</summary>
    /// <exception cref="ProblemException">The conversation does not exist.</exception>
    public async Task<Page<ConversionEventRow>> ListAsync(string appId, string conversationId, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            async (session, token) =>
            {
                if (await ConversationTable.FindAsync(session, appId, conversationId, token) is null) throw new ProblemException(Problems.ConversationNotFound);
                return await ConversionEventTable.ListAsync(session, conversationId, page, token);
            },
            cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }
}
