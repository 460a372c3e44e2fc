extension WorkCalendar {
    /// The day itself if it is a working day, else the last one before it that is.
    package func lastWorkingDay(through day: Day) -> Day {
        workingDay(number: workingNumber(day))
    }

    /// The day that has so many working days after it, up to and with a day.
    package func workingDay(_ count: Int, before day: Day) -> Day {
        workingDay(number: workingNumber(day) - count)
    }
}
