using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion.Rendering.Wire;

/// <summary>The JSON of the frame headers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WorkerHello))]
[JsonSerializable(typeof(WorkerJob))]
[JsonSerializable(typeof(WorkerAnswer))]
internal sealed partial class WireJson : JsonSerializerContext;
