using Parhelion.Load.Sending;

namespace Parhelion.Load.Workloads;

/// <summary>A measurement that is ready to begin.</summary>
/// <param name="Go">What is measured.</param>
/// <param name="AfterAsync">What is not any more: whether answers are still right, and tidying up.</param>
internal sealed record Run(Func<Task<Outcome>> Go, Func<Task> AfterAsync);
