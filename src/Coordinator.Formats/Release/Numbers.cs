using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>The numbers that several forms share.</summary>
internal static class Numbers
{
    /// <summary>A number to compare a measured value with.</summary>
    public static readonly NumberShape Finite = new(-1e18, 1e18);

    /// <summary>A share, 0 to 1.</summary>
    public static readonly NumberShape Share = new(0, 1);

    public static readonly IntegerShape HttpStatus = new(100, 599);

    public static readonly IntegerShape Port = new(1, 65535);

    public static void CheckOrder(double? min, double? max, ObjectScope scope)
    {
        if (min > max)
            scope.Error("min", FormatErrorCodes.BadLimit, "`min` is greater than `max`: no value can meet both");
    }
}
