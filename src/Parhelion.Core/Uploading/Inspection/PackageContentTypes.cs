using System.Xml;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>What the list of content types of an Office package says (ISO/IEC 29500-2, 7.2.3.2): which program it belongs to, and whether it has macros.</summary>
/// <param name="Type">The media type of the document; null when the list names no main part that is known.</param>
/// <param name="HasMacros">Whether it is of a kind with macros, a binary workbook, or has a part that holds macros.</param>
internal sealed record PackageContentTypes(string? Type, bool HasMacros)
{
    /// <summary>Most characters of a list: some 6,000 parts. The list of a longer one is not read, and it passes for no Office package.</summary>
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

    /// <summary>Main parts of transitional and strict documents and of their templates, without the "+xml" at their end.</summary>
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

    /// <summary>Reads a list; null when it is no XML, has a document type, or is too long.</summary>
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
