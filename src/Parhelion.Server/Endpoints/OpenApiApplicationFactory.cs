using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Parhelion.Server.Addressing;
using Scalar.AspNetCore;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Builds the ASP.NET Core application that generates the OpenAPI document and a web page to browse the document. This second application runs inside the
/// server process. The application has its own services and middleware.
/// </summary>
internal static partial class OpenApiApplicationFactory
{
    private const string MediaToken = "mediaToken";

    /// <summary>Builds the application.</summary>
    /// <param name="server">The services of the described server.</param>
    /// <returns>The services for requests to the application, and the delegate that answers them.</returns>
    public static (ServiceProvider Services, RequestDelegate Answer) Make(IServiceProvider server)
    {
        var services = new ServiceCollection().AddRouting().AddOpenApi("v2", options =>
        {
            options.AddDocumentTransformer((document, context, _) => DescribeAsync(document, server.GetRequiredService<PublicBaseUrls>()));
            options.AddOperationTransformer(DescribeOperationAsync);
            options.AddSchemaTransformer(MarkWriteOnlyAsync);
            options.AddSchemaTransformer(DescribeBytesAsync);
            // Bytes are text in the JSON, not a type with a name of its own.
            options.CreateSchemaReferenceId = type => IsBytes(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            options.AddSchemaTransformer(OpenApiIntegrationFields.DescribeAsync);
        });
        services.AddSingleton(server.GetRequiredService<EndpointDataSource>()).AddSingleton(server.GetRequiredService<IOptions<JsonOptions>>());
        services.AddSingleton(server.GetRequiredService<ILoggerFactory>()).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(server.GetRequiredService<IHostEnvironment>()).AddSingleton(server.GetRequiredService<IWebHostEnvironment>());
        services.AddSingleton(server.GetRequiredService<DiagnosticListener>()).AddSingleton(server.GetRequiredService<IMeterFactory>());
        RegisterKnownServices(services, server.GetRequiredService<IServiceProviderIsService>());
        var own = services.BuildServiceProvider();
        var app = new ApplicationBuilder(own);
        app.UseRouting().UseEndpoints(routes =>
        {
            routes.MapOpenApi("/openapi/{documentName}.json");
            routes.MapScalarApiReference("/docs", Browse);
        });
        return (own, app.Build());
    }

    // Tells the API explorer which types are services of the server. Otherwise it would take such a handler parameter for the request body.
    private static void RegisterKnownServices(IServiceCollection services, IServiceProviderIsService known)
    {
        var describes = services.Single(service => service.ServiceType == typeof(IApiDescriptionProvider)).ImplementationType!;
        services.RemoveAll<IApiDescriptionProvider>();
        services.AddTransient(all => (IApiDescriptionProvider)ActivatorUtilities.CreateInstance(all, describes, known));
    }

    // Hides what the options leave of the links to the maker of the page.
    private const string NoOtherHosts = "a[href*='scalar.com'] { display: none !important; }";

    // Everything that the page needs comes from this server, so that it works offline. Nothing on it leads to another host.
    private static void Browse(ScalarOptions options)
    {
        options.Title = "Parhelion API";
        options.OpenApiRoutePattern = "/openapi/{documentName}.json";
        options.AddDocument("v2");
        options.DefaultFonts = false;
        options.DisableAgent().DisableMcp().DisableTelemetry().HideDeveloperTools().HideClientButton().WithCustomCss(NoOtherHosts);
    }

    private static Task DescribeAsync(OpenApiDocument document, PublicBaseUrls serverAddresses)
    {
        // The URL never comes from the Host header. If it is only a guess, clients keep the host that they loaded the document from.
        document.Servers = [new OpenApiServer { Url = serverAddresses.IsGuessed ? "/" : serverAddresses.Api }];
        foreach (var tag in document.Tags ?? Enumerable.Empty<OpenApiTag>()) tag.Description = OpenApiDescriptions.OfTag(tag.Name);
        document.Info = new OpenApiInfo
        {
            Title = "Parhelion",
            Version = "2",
            Description = "Attachments for chat: upload a file, use its mediaUrl in messages, remove it, and read the receipt of its deletion.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            ["basicAuth"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "The user name is a key id, the password its secret.",
            },
            ["bearerAuth"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "A JWT that is signed with the secret of a key (HS256). The header 'kid' is the key id. The claim 'scope' is app, account or integration.",
            },
            [MediaToken] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "A media token, as GenerateMediaJsonWebToken returns it.",
            },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("basicAuth", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearerAuth", document)] = [] },
        ];
        return Task.CompletedTask;
    }

    private static bool IsBytes(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(ReadOnlyMemory<byte>);

    private static Task DescribeBytesAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (IsBytes(context.JsonTypeInfo.Type)) (schema.Type, schema.Format) = (JsonSchemaType.String, "byte");
        return Task.CompletedTask;
    }

    // The author of a message is the same type in requests and responses. A response has the id of the user instead of these fields.
    private static Task MarkWriteOnlyAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type != typeof(Author) || schema.Properties is not { } properties) return Task.CompletedTask;
        foreach (var name in (ReadOnlySpan<string>)["userExternalId", "brandId"]) ((OpenApiSchema)properties[name]).WriteOnly = true;
        return Task.CompletedTask;
    }

    private static Task DescribeOperationAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        DeclarePathParameters(operation, context.Description.RelativePath!);
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<MediaTokenSecurityMetadata>().Any()) DescribeMediaToken(operation, context.Document!);
        if (metadata.OfType<OpenApiNoSecurity>().Any()) operation.Security = [new OpenApiSecurityRequirement()];
        if (metadata.OfType<OpenApiUploadRequest>().Any()) DescribeUpload(operation);
        foreach (var given in metadata.OfType<OpenApiQueryParameter>()) Add(operation, Text(given.Name, given.Description, given.IsRequired));
        if (metadata.OfType<OpenApiBrandIdParameter>().Any()) Add(operation, Text("brandId", "The brand that the external id belongs to.", required: false));
        if (metadata.OfType<OpenApiUserQuery>().Any()) DescribeUserFilter(operation);
        if (metadata.OfType<OpenApiMediaUrlQuery>().Any()) Add(operation, Text("filter[mediaUrl]", "Only the receipts of this media URL.", required: false));
        if (metadata.OfType<OpenApiAttachmentQuery>().Any()) DescribeAttachmentFilter(operation);
        if (metadata.OfType<OpenApiAuditQuery>().Any()) DescribeAuditFilter(operation);
        if (metadata.OfType<OpenApiOAuthQuery>().Any()) DescribeAuthorization(operation);
        if (metadata.OfType<OpenApiPagingParameters>().FirstOrDefault() is { } paged) DescribePages(operation, paged.IsFixed);
        return Task.CompletedTask;
    }

    // The framework does not know the path parameters that a handler reads from the request itself.
    private static void DeclarePathParameters(OpenApiOperation operation, string template)
    {
        foreach (Match match in PathParameter().Matches(template))
        {
            var name = match.Groups["name"].Value;
            if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path && parameter.Name == name) == true) continue;
            var parameter = Text(name, OpenApiDescriptions.OfPathParameter(name), required: true);
            parameter.In = ParameterLocation.Path;
            Add(operation, parameter);
        }
    }

    private static void DescribeMediaToken(OpenApiOperation operation, OpenApiDocument document) =>
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(MediaToken, document)] = [] }];

    private static void DescribeUpload(OpenApiOperation operation)
    {
        Add(operation, Text("access", "Who may read the file. Optional when the attachmentsAccess setting of the app is 'private'.", required: true, "public", "private"));
        Add(operation, Text("for", "With 'message', the file is deleted together with its message, conversation or user.", required: false, "message"));
        Add(operation, Text("conversationId", "The id of the conversation that the file belongs to: 24 lower-case hexadecimal characters.", required: false));
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["multipart/form-data"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string>(StringComparer.Ordinal) { "source" },
                        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                        {
                            ["source"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "The file. The part must have a file name." },
                        },
                    },
                },
            },
        };
    }

    private static void DescribeUserFilter(OpenApiOperation operation)
    {
        Add(operation, Text("filter[userId]", "The id of the user. Exactly one of filter[userId] and filter[userExternalId] is required.", required: false));
        Add(operation, Text("filter[userExternalId]", "The external id of the user.", required: false));
        Add(operation, Text("filter[brandId]", "The brand that the external id belongs to.", required: false));
    }

    private static void DescribeAttachmentFilter(OpenApiOperation operation)
    {
        Add(operation, Text("filter[conversationId]", "Only attachments that were uploaded for this conversation.", required: false));
        Add(operation, Text("filter[mediaType]", "Only attachments of this media type, such as image/png, or of all subtypes of a type: image/*.", required: false));
        Add(operation, Text("filter[access]", "Only public or only private attachments.", required: false, "public", "private"));
        Add(operation, Text("filter[name]", "Only attachments whose file name contains this text. The case of the letters A to Z is ignored.", required: false));
        Add(operation, Time("filter[createdAfter]", "Only attachments that were created at this time or later. An RFC 3339 time."));
        Add(operation, Time("filter[createdBefore]", "Only attachments that were created before this time. An RFC 3339 time."));
    }

    private static void DescribeAuditFilter(OpenApiOperation operation)
    {
        Add(operation, Text("filter[appId]", "Only entries of this app. It may be deleted.", required: false));
        Add(operation, Text("filter[action]", "Only entries of this action.", required: false, [.. AuditActions.All]));
        Add(operation, Time("filter[createdAfter]", "Only entries from this time or later. An RFC 3339 time."));
        Add(operation, Time("filter[createdBefore]", "Only entries from before this time. An RFC 3339 time."));
    }

    private static void DescribeAuthorization(OpenApiOperation operation)
    {
        Add(operation, Text("client_id", "The id of the client, as the operator of the server has configured it.", required: true));
        Add(operation, Text("response_type", "How the client gets access: with an authorization code.", required: true, "code"));
        Add(operation, Text("state", "Text that the client gets back together with the code. At most 2,048 characters.", required: false));
        Add(operation, Text("redirect_uri", "Where the browser is sent with the code: one of the URIs that are configured for the client. Default: the first.", required: false));
    }

    private static void DescribePages(OpenApiOperation operation, bool isFixed)
    {
        Add(operation, Text("page[after]", "Only entries after this cursor: meta.afterCursor of a page, or the id of an entry.", required: false));
        Add(operation, Text("page[before]", "Only entries before this cursor: meta.beforeCursor of a page, or the id of an entry.", required: false));
        if (isFixed) return;
        var size = Text("page[size]", "Entries per page, 1 to 100. Default: 25.", required: false);
        size.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "100" };
        Add(operation, size);
    }

    private static OpenApiParameter Text(string name, string description, bool required, params string[] choices) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Required = required,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = choices.Length == 0 ? null : [.. choices] },
    };

    private static OpenApiParameter Time(string name, string description)
    {
        var parameter = Text(name, description, required: false);
        parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" };
        return parameter;
    }

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathParameter();

    private static void Add(OpenApiOperation operation, OpenApiParameter parameter) => (operation.Parameters ??= []).Add(parameter);
}
