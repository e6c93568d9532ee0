namespace Parhelion.Rendering.Wire;

/// <summary>One picture of an answer.</summary>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
internal sealed record WorkerPicture(int Length, int Width, int Height);
