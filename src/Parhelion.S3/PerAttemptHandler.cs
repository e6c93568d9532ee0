using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Parhelion.S3;

/// <summary>Base class of handlers that change each attempt of a request before the SDK signs the attempt. The handlers are part of the pipeline of the
/// SDK.</summary>
internal abstract class PerAttemptHandler : PipelineHandler
{
    public override void InvokeSync(IExecutionContext executionContext)
    {
        Prepare(executionContext.RequestContext);
        base.InvokeSync(executionContext);
    }

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        Prepare(executionContext.RequestContext);
        return base.InvokeAsync<T>(executionContext);
    }

    protected abstract void Prepare(IRequestContext context);
}
