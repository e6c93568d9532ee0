using System.Collections.Concurrent;

namespace Parhelion.Core.Catalog;

/// <summary>The one writer of a SQLite file. Whatever waits while a commit is flushed to disk goes into the next commit together, so
/// that many callers share one flush. Each piece of work is a savepoint of its own: one that fails takes no other with it.</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxBatch = 256;

    private readonly Session session;
    private readonly BlockingCollection<Work> queue = new(new ConcurrentQueue<Work>());
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SqliteWriter(Session session)
    {
        this.session = session;
        new Thread(Loop) { IsBackground = true, Name = "sqlite-writer" }.Start();
    }

    public Task<T> RunAsync<T>(Func<Session, ValueTask<T>> run, CancellationToken cancellationToken)
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
            while (batch.Count < MaxBatch && queue.TryTake(out var next)) batch.Add(next);
            Commit(batch);
            batch.Clear();
        }

        session.Dispose();
        finished.SetResult();
    }

    private void Commit(List<Work> batch)
    {
        try
        {
            Execute("BEGIN IMMEDIATE");
            foreach (var work in batch) RunInSavepoint(work);
            Execute("COMMIT");
        }
        catch (Exception e)
        {
            TryRollback();
            foreach (var work in batch) work.Fail(e);
            return;
        }

        foreach (var work in batch) work.Complete();
    }

    private void RunInSavepoint(Work work)
    {
        if (work.IsCancelled) return;
        Execute("SAVEPOINT work");
        if (!work.TryRun(session)) Execute("ROLLBACK TO work");
        Execute("RELEASE work");
    }

    private void TryRollback()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // A full disk or an I/O error has rolled back already; the failure that is reported is the first one.
        }
    }

    private void Execute(string text) => Completed(session.Sql(text).ExecuteAsync());

    // SQLite runs in the calling thread: its asynchronous methods have completed when they return.
    private static T Completed<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("Work on SQLite awaited something else.");

    private abstract class Work(CancellationToken cancellationToken)
    {
        public bool IsCancelled => cancellationToken.IsCancellationRequested;

        protected CancellationToken Token => cancellationToken;

        /// <summary>Runs it, and remembers its result or failure; false when it failed.</summary>
        public abstract bool TryRun(Session session);

        public abstract void Complete();

        public abstract void Fail(Exception fault);
    }

    private sealed class Work<T>(Func<Session, ValueTask<T>> run, CancellationToken cancellationToken) : Work(cancellationToken)
    {
        private readonly TaskCompletionSource<T> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? fault;
        private T? result;
        private bool ran;

        public Task<T> Task => outcome.Task;

        public override bool TryRun(Session session)
        {
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

        public override void Fail(Exception fault) => outcome.TrySetException(this.fault ?? fault);
    }
}
