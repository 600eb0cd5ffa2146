using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>The numbers that several forms share.</summary>
internal static class Numbers
{
    /// <summary>Any number that JSON can write.</summary>
    public static readonly NumberShape Finite = new(-1e300, 1e300);

    /// <summary>A share, 0 to 1.</summary>
    public static readonly NumberShape Share = new(0, 1);

    public static readonly IntegerShape HttpStatus = new(100, 599);

    public static readonly IntegerShape Port = new(1, 65535);

    public static void CheckOrder(double? min, double? max, ObjectScope scope)
    {
        if (min > max)
            scope.Error("min", FormatErrorCodes.OutOfRange, "`min` is greater than `max`: no value can meet both");
    }
}
