using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Parhelion.Core.Integrations;

namespace Parhelion.Server.Endpoints;

/// <summary>Adds the fields of all integration types to the schemas of integrations in the OpenAPI document. The schemas are generated from .NET types, which
/// do not have these fields.</summary>
internal static class OpenApiIntegrationFields
{
    /// <summary>Adds the fields to a schema, if it is that of an integration or of a request body for one.</summary>
    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (SelectorOf(context.JsonTypeInfo.Type) is not { } isIn) return Task.CompletedTask;
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        var fields = IntegrationTypes.All.SelectMany(type => type.Fields.Where(isIn).Select(rule => (Type: type.Name, Rule: rule))).GroupBy(field => field.Rule.Name, StringComparer.Ordinal);
        foreach (var field in fields) schema.Properties.TryAdd(field.Key, SchemaOf([.. field]));
        return Task.CompletedTask;
    }

    private static Func<IntegrationFieldRule, bool>? SelectorOf(Type type)
    {
        if (type == typeof(Integration)) return rule => !rule.IsHidden;
        if (type == typeof(IntegrationCreateBody)) return rule => !rule.IsReadOnly;
        return type == typeof(IntegrationUpdateBody) ? rule => rule.IsUpdatable : null;
    }

    // A field of several types can have several kinds.
    private static OpenApiSchema SchemaOf(IReadOnlyList<(string Type, IntegrationFieldRule Rule)> field) => new()
    {
        Type = field.Select(one => TypeOf(one.Rule)).Aggregate((one, other) => one | other),
        Items = field[0].Rule.Kind == IntegrationFieldKind.Texts ? new OpenApiSchema { Type = JsonSchemaType.String } : null,
        Description = $"Only for the type{(field.Count > 1 ? "s" : "")} {string.Join(", ", field.Select(one => one.Type))}.",
    };

    private static JsonSchemaType TypeOf(IntegrationFieldRule rule)
    {
        var type = rule.Kind switch
        {
            IntegrationFieldKind.Boolean => JsonSchemaType.Boolean,
            IntegrationFieldKind.Number => JsonSchemaType.Number,
            IntegrationFieldKind.Texts => JsonSchemaType.Array,
            IntegrationFieldKind.PrechatCapture => JsonSchemaType.Object,
            _ => JsonSchemaType.String,
        };
        return rule.IsNullable ? type | JsonSchemaType.Null : type;
    }
}
