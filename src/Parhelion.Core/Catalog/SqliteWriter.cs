using System.Collections.Concurrent;

namespace Parhelion.Core.Catalog;

/// <summary>The one writer of a SQLite file. Whatever waits while a commit is flushed to disk goes into the next commit together, so
/// that many callers share one flush. One piece of work that fails takes no other with it: the others are done again, each in a savepoint.
/// Work must bear that, as it must on PostgreSQL. After a commit whose fate is open (<see cref="SqliteInDoubtCommit"/>) nothing is written until it is settled.</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxBatch = 256;

    private readonly DatabaseSession session;
    private readonly SqliteInDoubtCommit doubt;
    private readonly WriteAheadLog log;
    private readonly BlockingCollection<Work> queue = new(new ConcurrentQueue<Work>());
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SqliteWriter(DatabaseSession session, WriteAheadLog log)
    {
        (this.session, this.log) = (session, log);
        doubt = new SqliteInDoubtCommit(Execute);
        new Thread(Loop) { IsBackground = true, Name = "sqlite-writer" }.Start();
    }

    /// <summary>Returns when no transaction that failed can come back after a crash.</summary>
    /// <exception cref="System.Data.Common.DbException">The disk does not take the commit that makes sure of it.</exception>
    public Task SettleAsync(CancellationToken cancellationToken) =>
        doubt.IsOpen ? RunAsync(_ => new ValueTask<bool>(true), cancellationToken) : Task.CompletedTask;

    public Task<T> RunAsync<T>(Func<DatabaseSession, ValueTask<T>> run, CancellationToken cancellationToken)
    {
        var work = new Work<T>(run, cancellationToken);
        queue.Add(work, CancellationToken.None);
        return work.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.CompleteAdding();
        await finished.Task;
        queue.Dispose();
    }

    private void Loop()
    {
        var batch = new List<Work>(MaxBatch);
        foreach (var first in queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            Gather(batch);
            Commit(batch);
            batch.Clear();
            log.Tend();
        }

        doubt.TrySettle();
        log.Close();
        session.Dispose();
        finished.SetResult();
    }

    // Others that are about to ask are let go first, as long as more of them come: one commit costs much more than one piece of work.
    private void Gather(List<Work> batch)
    {
        int before;
        do
        {
            before = batch.Count;
            while (batch.Count < MaxBatch && queue.TryTake(out var next)) batch.Add(next);
        }
        while (batch.Count > before && Thread.Yield());
    }

    private void Commit(List<Work> batch)
    {
        try
        {
            doubt.Settle();
            if (!TryCommit(batch) && batch.Count > 1) CommitEach(batch);
        }
        catch (Exception e)
        {
            doubt.TryRollback();
            foreach (var work in batch) work.Fail(e);
            return;
        }

        foreach (var work in batch) work.Complete();
    }

    // Nearly always all of it succeeds, and nothing need be kept to undo a part.
    private bool TryCommit(List<Work> batch)
    {
        Execute("BEGIN IMMEDIATE");
        var succeeds = batch.TrueForAll(work => work.TryRun(session));
        if (succeeds) doubt.Commit();
        else doubt.TryRollback();
        return succeeds;
    }

    private void CommitEach(List<Work> batch)
    {
        Execute("BEGIN IMMEDIATE");
        foreach (var work in batch)
        {
            Execute("SAVEPOINT work");
            if (!work.TryRun(session)) Execute("ROLLBACK TO work");
            Execute("RELEASE work");
        }

        doubt.Commit();
    }

    private void Execute(string text) => Completed(session.Sql(text).ExecuteAsync());

    // SQLite runs in the calling thread: its asynchronous methods have completed when they return.
    private static T Completed<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("Work on SQLite awaited something else.");

    private abstract class Work(CancellationToken cancellationToken)
    {
        protected CancellationToken Token => cancellationToken;

        /// <summary>Runs it unless nobody waits for it any more, and remembers its result or failure; false when it failed.</summary>
        public abstract bool TryRun(DatabaseSession session);

        public abstract void Complete();

        /// <summary>Tells that the commit failed. Work that had failed before hears of its own fault, since nothing of it was to be committed.</summary>
        public abstract void Fail(Exception fault);
    }

    private sealed class Work<T>(Func<DatabaseSession, ValueTask<T>> run, CancellationToken cancellationToken) : Work(cancellationToken)
    {
        private readonly TaskCompletionSource<T> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? fault;
        private T? result;
        private bool ran;

        public Task<T> Task => outcome.Task;

        public override bool TryRun(DatabaseSession session)
        {
            (fault, ran) = (null, false);
            if (Token.IsCancellationRequested) return true;
            try
            {
                result = Completed(run(session));
                ran = true;
            }
            catch (Exception e)
            {
                fault = e;
            }

            return ran;
        }

        public override void Complete()
        {
            if (fault is not null) outcome.SetException(fault);
            else if (ran) outcome.SetResult(result!);
            else outcome.SetCanceled(Token);
        }

        public override void Fail(Exception fault)
        {
            if (this.fault is null && (ran || !Token.IsCancellationRequested)) outcome.SetException(fault);
            else Complete();
        }
    }
}
