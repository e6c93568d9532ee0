using System.Buffers;
using System.Xml;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>
/// Determines the type of an XML file from its whole content, if the first bytes are not enough. Also finds out whether the file is an Office document with
/// macros. Office documents in XML are Word 2003 XML, Flat OPC and VDX.
/// </summary>
/// <remarks>The server reads a whole XML file in two cases:
/// <list type="bullet">
/// <item>A processing instruction names Word, PowerPoint or Visio, so that Windows opens the document in that program.</item>
/// <item>The first 64 KiB end before the first element, for example because of long comments, and so do not show the type.</item>
/// </list>
/// </remarks>
internal static class XmlTypeDetector
{
    // XmlReader allocates 240 bytes for each node that it reads asynchronously, and 4 for each that it reads synchronously. So it reads synchronously. Blocks of a
    // file on this machine are there at once. Those of a remote store block the thread, so as many documents are read at once as there are processors.
    private static readonly SemaphoreSlim ParseSlots = new(Environment.ProcessorCount);

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = WholeFileTypeDetector.MaxMoves * StagedUploadReadBuffer.Bytes,
        IgnoreComments = true,
        IgnoreWhitespace = true,
    };

    /// <summary>Elements that contain macros: those of Word 2003 and of Visio.</summary>
    private static readonly string[] MacroElements = ["docSuppData", "VBProjectData"];

    /// <summary>Words in attributes of parts that contain macros.</summary>
    private static readonly SearchValues<string> MacroMarks =
        SearchValues.Create(["vbaProject", "vbaData", "macroEnabled", "editdata.mso"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the type of the XML, or the type of a document with macros. Returns null if the file exceeds the limit of reads, or is so damaged that
    /// its program cannot open it.</summary>
    public static async ValueTask<string?> DetectAsync(StagedUploadReadBuffer window)
    {
        await ParseSlots.WaitAsync();
        try
        {
            using var stream = new StagedUploadStream(window);
            using var xml = XmlReader.Create(stream, Settings);
            var root = default(string);
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                root ??= TypeOf(xml);
                if (HasMacros(xml)) return MediaTypes.OfficeMacros;
            }

            return root;
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            return null;
        }
        finally
        {
            ParseSlots.Release();
        }
    }

    private static string TypeOf(XmlReader root)
    {
        if (root.NamespaceURI == "http://www.w3.org/1999/xhtml" || root.LocalName == "html") return MediaTypes.Xhtml;
        return root.LocalName == "svg" ? MediaTypes.Svg : MediaTypes.Xml;
    }

    private static bool HasMacros(XmlReader element)
    {
        if (MacroElements.Contains(element.LocalName)) return true;
        while (element.MoveToNextAttribute())
        {
            if (element.LocalName == "macrosPresent" && element.Value is "yes" or "1" or "true" or "on") return true;
            if (element.Value.AsSpan().IndexOfAny(MacroMarks) >= 0) return true;
        }

        return false;
    }
}
