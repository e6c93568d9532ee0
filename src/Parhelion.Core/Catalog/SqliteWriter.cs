using System.Collections.Concurrent;
using System.Diagnostics;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Catalog;

/// <summary>Runs all writing transactions of a SQLite file on one thread. While one commit runs, callers queue further units of work. The next commit takes up
/// to 256 of these units as one batch, so that many callers share one flush.</summary>
/// <remarks>If one unit of a batch fails, the batch runs again with a savepoint for each unit, so that the other units are still committed. Each unit must
/// therefore tolerate running twice, as on PostgreSQL. After a commit in doubt (<see cref="SqliteTransactionCommitter"/>) nothing is written until the doubt
/// is resolved.</remarks>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxBatch = 256;

    private readonly DatabaseSession session;
    private readonly SqliteTransactionCommitter doubt;
    private readonly WriteAheadLogCleaner log;
    private readonly FlushMetrics? metrics;
    private readonly BlockingCollection<Work> queue = new(new ConcurrentQueue<Work>());
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SqliteWriter(DatabaseSession session, WriteAheadLogCleaner log, FlushMetrics? metrics)
    {
        (this.session, this.log, this.metrics) = (session, log, metrics);
        doubt = new SqliteTransactionCommitter(Execute);
        new Thread(Loop) { IsBackground = true, Name = "sqlite-writer" }.Start();
    }

    /// <summary>Returns when no failed transaction can take effect after a crash.</summary>
    /// <exception cref="System.Data.Common.DbException">The disk does not accept the commit that ensures this.</exception>
    public Task ResolveInDoubtCommitsAsync(CancellationToken cancellationToken) =>
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
            FillBatch(batch);
            Commit(batch);
            batch.Clear();
            log.MaintainAfterCommit();
        }

        doubt.TryResolve();
        log.Close();
        session.Dispose();
        finished.SetResult();
    }

    // Drains the queue until it stops growing: a commit costs far more than one unit of work.
    private void FillBatch(List<Work> batch)
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
            doubt.Resolve();
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

    // Without savepoints, because almost always all work succeeds.
    private bool TryCommit(List<Work> batch)
    {
        Execute("BEGIN IMMEDIATE");
        var succeeds = batch.TrueForAll(work => work.TryRun(session));
        if (succeeds) CommitTransaction(batch.Count);
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

        CommitTransaction(batch.Count);
    }

    private void CommitTransaction(int transactions)
    {
        var begun = Stopwatch.GetTimestamp();
        doubt.Commit();
        metrics?.Committed(begun, transactions);
    }

    private void Execute(string text) => Completed(session.Sql(text).ExecuteAsync());

    // SQLite runs on the calling thread, so its asynchronous methods have completed when they return.
    private static T Completed<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("A transaction on SQLite awaited something other than the database.");

    private abstract class Work(CancellationToken cancellationToken)
    {
        protected CancellationToken Token => cancellationToken;

        /// <summary>Runs the work unless it is cancelled, and keeps its result or exception. False when it failed.</summary>
        public abstract bool TryRun(DatabaseSession session);

        public abstract void Complete();

        /// <summary>Reports that the commit failed. Work that had already failed reports its own exception, because it was not part of the commit.</summary>
        public abstract void Fail(Exception fault);
    }

    private sealed class Work<T>(Func<DatabaseSession, ValueTask<T>> run, CancellationToken cancellationToken) : Work(cancellationToken)
    {
        private readonly TaskCompletionSource<T> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // The trace of the caller, because this thread has none. Events that the work records continue it.
        private readonly Activity? activity = Activity.Current;

        private Exception? fault;
        private T? result;
        private bool ran;

        public Task<T> Task => outcome.Task;

        public override bool TryRun(DatabaseSession session)
        {
            (fault, ran) = (null, false);
            if (Token.IsCancellationRequested) return true;
            if (activity is not null) Activity.Current = activity;
            try
            {
                result = Completed(run(session));
                ran = true;
            }
            catch (Exception e)
            {
                fault = e;
            }

            if (activity is not null) Activity.Current = null;
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
