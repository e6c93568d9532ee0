using System.Xml;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>
/// The type of an Office document, and whether the document has macros. The list of content types in the document shows both (ISO/IEC 29500-2, 7.2.3.2).
/// </summary>
/// <param name="Type">The media type of the document; null if the list names no known main part, or names macros before it.</param>
/// <param name="HasMacros">Whether the document is of a kind with macros, is a binary workbook, or has a part that contains macros.</param>
internal sealed record PackageContentTypes(string? Type, bool HasMacros)
{
    /// <summary>Maximum number of characters in a list, enough for about 6,000 parts. A longer list is not read, and its file does not count as an Office
    /// package.</summary>
    private const int MaxCharacters = 1 << 20;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxCharacters,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private static readonly string[] MacroMarks = ["macroEnabled", "sheet.binary", "vbaProject", "vbaData", "macrosheet"];

    /// <summary>Content types of the main parts of transitional and strict documents and of their templates, without the "+xml" at the end.</summary>
    private static readonly (string Part, string Type)[] MainParts =
    [
        ("wordprocessingml.document.main", MediaTypes.Docx),
        ("wordprocessingml.template.main", MediaTypes.Docx),
        ("spreadsheetml.sheet.main", MediaTypes.Xlsx),
        ("spreadsheetml.template.main", MediaTypes.Xlsx),
        ("presentationml.presentation.main", MediaTypes.Pptx),
        ("presentationml.template.main", MediaTypes.Pptx),
        ("presentationml.slideshow.main", MediaTypes.Ppsx),
        ("ms-visio.drawing.main", MediaTypes.VisioDrawing),
        ("ms-package.xps-fixeddocumentsequence", MediaTypes.Xps),
    ];

    /// <summary>Reads a list; null if it is not XML, has a document type declaration, or is too long.</summary>
    public static PackageContentTypes? Read(Stream list)
    {
        try
        {
            using var xml = XmlReader.Create(list, Settings);
            return Read(xml);
        }
        catch (Exception e) when (e is XmlException or InvalidDataException or IOException)
        {
            return null;
        }
    }

    private static PackageContentTypes Read(XmlReader xml)
    {
        var (type, hasMacros) = (default(string), false);
        while (!hasMacros && xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.GetAttribute("ContentType") is not { } value) continue;
            hasMacros = MacroMarks.Any(mark => value.Contains(mark, StringComparison.OrdinalIgnoreCase));
            type ??= MainParts.FirstOrDefault(main => value.Contains(main.Part, StringComparison.OrdinalIgnoreCase)).Type;
        }

        return new PackageContentTypes(type, hasMacros);
    }
}
